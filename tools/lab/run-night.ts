import { once } from 'node:events';
import type { Step } from '../../apps/cli/src/output/progress.ts';
import { castNight } from './night/roles.ts';
import { playNight } from './night/play-night.ts';
import { showCast, showNight } from './night/show-night.ts';
import { openLab, type Lab } from './open-lab.ts';
import type { LabOptions } from './read-options.ts';
import { keep, type LabTerminal } from './run-lab.ts';

/** A patch night for a person to watch. @returns whether the account of it is what the machines say */
export async function runNight(options: LabOptions, terminal: LabTerminal): Promise<boolean> {
  const { signal } = terminal;
  const interrupted = once(signal, 'abort').then(() => signal.throwIfAborted());
  // Nobody else may be listening when it is over.
  interrupted.catch(() => undefined);
  const opening = terminal.progress.step('Building the agent, the machines’ files and a server');
  await using lab = await openLab((line) => opening.detail(line));
  signal.throwIfAborted();
  opening.done(`The lab is open, its server at ${lab.server.url}`);
  const shown = show(lab, options, terminal);
  shown.catch(() => undefined);
  const isTrue = await Promise.race([shown, interrupted.then(() => false)]);
  if (options.keep) await keep(lab, terminal);
  return isTrue;
}

async function show(lab: Lab, { machines }: LabOptions, { progress, print, colour }: LabTerminal): Promise<boolean> {
  let step: Step | undefined;
  const judged = await playNight(lab, castNight(machines), {
    phase: (label) => {
      step?.done();
      step = progress.step(label);
    },
    line: (line) => step?.output(line),
    prepared: (cast, night) => {
      step?.done();
      step = undefined;
      print(`\n${showCast(cast, night, colour)}\n`);
    },
  });
  step?.done();
  print(`\n${showNight(judged, colour)}`);
  return judged.faults.length === 0 && judged.machines.every(({ faults }) => faults.length === 0);
}
