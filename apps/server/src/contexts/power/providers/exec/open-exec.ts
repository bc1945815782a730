import { powerStates, type PowerState, type SettingsOf } from '@rustine/contract';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider, type SeenPower } from '../power-provider.ts';
import { runTool } from '../run-tool.ts';
import { findCommand } from './find-command.ts';

/**
 * Any command: `<command> status|start|stop <ref>`. It says `running [marker]`, `stopped`, `starting`, `stopping` or
 * `unknown` to `status`, and may say `already running` to `start`. What it writes to stderr is why it
 * failed; with exit code 2 it is not asked again.
 */
export function openExec(
  { command }: SettingsOf<'exec'>,
  { commandsDir, callMs }: Pick<MakeContext, 'commandsDir' | 'callMs'>,
): PowerProvider {
  const run = async (verb: string, ref: string) =>
    runTool(await findCommand(commandsDir, command), [verb, ref], { callMs, isPermanent: ({ code }) => code === 2 });
  return {
    state: async (ref) => readStatus(await run('status', ref)),
    start: async (ref) => ({ alreadyRan: (await run('start', ref)).trim() === 'already running' }),
    stop: async (ref) => void (await run('stop', ref)),
  };
}

/** @throws PowerFault when it is none of the words. */
export function readStatus(output: string): SeenPower {
  const [line = ''] = output.trim().split('\n');
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const state = powerStates.find((each) => each === word.toUpperCase());
  if (state === undefined || word !== word.toLowerCase()) {
    const words = powerStates.map((each: PowerState) => each.toLowerCase()).join(', ');
    throw new PowerFault('TRANSIENT', `status said "${line.slice(0, 80)}", which is none of: ${words}`);
  }
  return { state, marker: state === 'RUNNING' ? rest.join(' ') || null : null, said: '' };
}
