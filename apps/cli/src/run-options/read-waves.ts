import type { WavePlan } from '@rustine/sdk';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readMinutes } from '../read-minutes.ts';
import { readParameters } from './parse-parameters.ts';

export interface WaveOptions {
  /** `canary:label:env=canary,10%,rest` */
  readonly waves?: string | undefined;
  readonly bake?: string | undefined;
  readonly success?: string | undefined;
  readonly healthCheck?: string | undefined;
  readonly healthCheckVersion?: number | undefined;
  readonly healthCheckParameters?: readonly string[] | undefined;
  readonly decideWithin?: string | undefined;
  readonly anyVersions?: boolean | undefined;
}

const BAKE = { min: 0, max: 7 * 24 * 60 } as const;
const DECIDE = { min: 1, max: 30 * 24 * 60 } as const;

type Wave = WavePlan['waves'][number];

/**
 * A plan of waves from its options; undefined without `--waves`. What no wave takes comes last, in a wave of its own. All
 * bake but the last, after which nothing comes. @throws CliError that names the option at fault.
 */
export async function readWaves(options: WaveOptions): Promise<WavePlan | undefined> {
  if (options.waves === undefined) {
    const alone = alonePossible.find((name) => options[name] !== undefined);
    if (alone !== undefined) throw usage(`--${dashed(alone)} is for work in waves: name them with --waves.`);
    return undefined;
  }
  const named = options.waves.split(',').map(readWave);
  refuseTwins(named);
  const waves = named.at(-1)?.members.kind === 'rest' ? named : [...named, { name: 'rest', members: REST }];
  const healthCheck = await readHealthCheck(options);
  const shared = {
    ...(options.success !== undefined && { successPercent: readPercent(options.success) }),
    ...(healthCheck !== undefined && { healthCheck }),
  };
  const bakeMinutes = options.bake === undefined ? 0 : readMinutes('--bake', options.bake, BAKE);
  return {
    waves: waves.map((wave, index) => ({ ...wave, ...shared, ...(index < waves.length - 1 && { bakeMinutes }) })),
    ...(options.decideWithin !== undefined && {
      decideHours: Math.ceil(readMinutes('--decide-within', options.decideWithin, DECIDE) / 60),
    }),
    ...(options.anyVersions === true && { sameVersions: false }),
  };
}

function refuseTwins(named: readonly Pick<Wave, 'name' | 'members'>[]): void {
  if (named.slice(0, -1).some(({ members }) => members.kind === 'rest'))
    throw usage('--waves: nobody is left after the rest: it is the last wave.');
  const twin = named.find(({ name }, index) => named.findIndex((each) => each.name === name) < index);
  if (twin !== undefined)
    throw usage(
      `--waves: two waves are called "${twin.name}": name them apart, as first:${twin.name},second:${twin.name}.`,
    );
}

const alonePossible = [
  'bake',
  'success',
  'healthCheck',
  'healthCheckVersion',
  'healthCheckParameters',
  'decideWithin',
  'anyVersions',
] as const;

async function readHealthCheck(options: WaveOptions): Promise<Wave['healthCheck']> {
  const { healthCheck: documentName, healthCheckVersion: documentVersion, healthCheckParameters: given } = options;
  if (documentName === undefined) {
    const alone = documentVersion === undefined ? given && '--health-check-parameters' : '--health-check-version';
    if (alone !== undefined) throw usage(`${alone} goes with --health-check.`);
    return undefined;
  }
  return {
    documentName,
    ...(documentVersion !== undefined && { documentVersion }),
    ...(given !== undefined && { parameters: await readParameters(given, '--health-check-parameters') }),
  };
}

const REST: Wave['members'] = { kind: 'rest' };

/** `NAME:MEMBERS`, or the members alone, which are then its name. */
function readWave(text: string): Pick<Wave, 'name' | 'members'> {
  const trimmed = text.trim();
  const whole = readMembers(trimmed);
  if (whole !== null) return { name: trimmed, members: whole };
  const [, name = '', rest = ''] = /^([^:]+):(.+)$/.exec(trimmed) ?? [];
  const members = readMembers(rest);
  if (members === null) {
    const forms = 'label:KEY=VALUE (more with +), a number, a percentage as 10%, or rest';
    throw usage(`--waves: "${trimmed}" is no wave; it is [NAME:]MEMBERS with ${forms}.`);
  }
  return { name, members };
}

function readMembers(text: string): Wave['members'] | null {
  if (text === 'rest') return REST;
  const percent = /^([1-9][0-9]?|100)%$/.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'percent', percent: Number(percent) };
  if (/^[1-9][0-9]{0,4}$/.test(text)) return { kind: 'count', count: Number(text) };
  const labels = /^label:(.+)$/
    .exec(text)?.[1]
    ?.split('+')
    .map((each) => /^([^=]+)=(.*)$/.exec(each));
  if (labels === undefined || labels.includes(null)) return null;
  return { kind: 'label', labels: Object.fromEntries(labels.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])) };
}

function readPercent(text: string): number {
  const digits = /^(0|[1-9][0-9]?|100)%?$/.exec(text)?.[1];
  if (digits === undefined) throw usage(`--success "${text}" is no percentage, such as 95%.`);
  return Number(digits);
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usage(message: string): CliError {
  return new CliError(message, exitCodes.USAGE);
}
