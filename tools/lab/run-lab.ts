import { once } from 'node:events';
import { createSignInLink, unwrap } from '@rustine/sdk';
import type { Progress, Step } from '../../apps/cli/src/output/progress.ts';
import { openLab, type Lab } from './open-lab.ts';
import { patchFleet, type PatchWatch } from './patch-fleet.ts';
import type { LabOptions } from './read-options.ts';
import { showPlans, showResults, showScan } from './show-tables.ts';
import { watchFeed } from './watch-feed.ts';

export interface LabTerminal {
  readonly progress: Progress;
  readonly print: (text: string) => void;
  readonly colour: boolean;
  /** Aborts at Ctrl-C; then all that was made is removed. */
  readonly signal: AbortSignal;
}

const smallSet = ['openssl', 'libssl3', 'libc6', 'libc-bin'];

/** The whole show. @returns whether every machine said what the server says */
export async function runLab(options: LabOptions, terminal: LabTerminal): Promise<boolean> {
  const { signal } = terminal;
  const interrupted = once(signal, 'abort').then(() => signal.throwIfAborted());
  // Nobody else may be listening when it is over.
  interrupted.catch(() => undefined);
  const opening = terminal.progress.step('Building the agent, the machines’ files and a server');
  await using lab = await openLab((line) => opening.detail(line));
  signal.throwIfAborted();
  opening.done(`The lab is open, its server at ${lab.server.url}`);
  const shown = showLab(lab, { options, terminal });
  shown.catch(() => undefined);
  const isTrue = await Promise.race([shown, interrupted.then(() => false)]);
  if (options.keep) await keep(lab, terminal);
  return isTrue;
}

async function showLab(
  lab: Lab,
  { options, terminal }: { readonly options: LabOptions; readonly terminal: LabTerminal },
): Promise<boolean> {
  const { progress, print, colour } = terminal;
  const starting = progress.step(`Starting and enrolling ${options.machines} machines`);
  const machines = await Promise.all(
    Array.from({ length: options.machines }, async (_, index) => {
      // Every second one has an old C library too, so that some reboot and others do not.
      const root = index % 2 === 0 ? 'current' : 'aged';
      const enrolled = await lab.enrol({ name: `lab-${index + 1}`, root });
      starting.detail(`${enrolled.machine.name} is online as ${enrolled.instanceId}`);
      return enrolled;
    }),
  );
  starting.done(`${machines.length} machines are online`);
  let step: Step | undefined;
  const watch: PatchWatch = {
    phase: (label) => {
      step?.done();
      step = progress.step(label);
    },
    onFeed: watchFeed((line) => step?.output(line)),
    scanned: (figures) => {
      step?.done('Scanned');
      step = undefined;
      print(`\n${showScan(figures, colour)}\n`);
    },
    planned: (plans) => {
      step?.done('Planned');
      step = undefined;
      print(`\n${showPlans(plans, colour)}\n`);
    },
  };
  const results = await patchFleet(lab, machines, { include: options.packages === 'small' ? smallSet : [], watch });
  step?.done();
  print(`\n${showResults(results, colour)}\n`);
  for (const { account, faults } of results) for (const fault of faults) print(`${account.name}: ${fault}\n`);
  return results.every(({ faults }) => faults.length === 0);
}

/** Leaves the lab up, with a link to its console, until Ctrl-C. */
export async function keep({ client }: Lab, { print, signal }: LabTerminal): Promise<void> {
  const { url } = await unwrap(createSignInLink({ client }));
  print(`Console: ${url}\nCtrl-C ends the lab and removes all of it.\n`);
  if (!signal.aborted) await once(signal, 'abort');
}
