import { RustineError } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** Pairs of a place of a request and the option that it came from; the first that fits counts. */
export type Places = readonly (readonly [string, string])[];

/** The option of a place, or of what lies in it. */
export function findOption(places: Places, place: string): string | undefined {
  return places.find(
    ([prefix]) => place === prefix || place.startsWith(`${prefix}.`) || place.startsWith(`${prefix}[`),
  )?.[1];
}

/**
 * What `ask` answers. @throws CliError instead of a refusal of what was typed, with the options in place of the fields that
 * the server names; all other errors as they are.
 */
export async function nameOptions<Answer>(
  optionOf: (place: string) => string | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RustineError) || error.code !== 'VALIDATION_FAILED') throw error;
    const { details } = error.problem;
    // What is no field of the body was not typed as an option.
    if (!details.some(({ place }) => place.startsWith('body'))) throw error;
    const lines = details.map(({ place, message }) => `${optionOf(place) ?? place}: ${message.replace(/\.$/, '')}.`);
    throw new CliError([...new Set(lines)].join('\n'), exitCodes.USAGE, { cause: error });
  }
}

/** Where the options of waves, windows and limits go, of runs and of jobs. */
export function planOption(place: string): string | undefined {
  if (/^body\.waves\b.*\bhealthCheck\.parameters\b/.test(place)) return '--health-check-parameters';
  if (/^body\.waves\b.*\bhealthCheck\b/.test(place)) return '--health-check';
  return findOption(planPlaces, place);
}

const planPlaces: Places = [
  ['body.window', '--window'],
  ['body.waves', '--waves'],
  ['body.targets', '--targets'],
  ['body.maxConcurrency', '--max-concurrency'],
  ['body.maxErrors', '--max-errors'],
  ['body.deliverySeconds', '--delivery-timeout'],
  ['body.overrideFreeze', '--override-freeze'],
];
