import { setTimeout as sleep } from 'node:timers/promises';
import type { Act } from './behaviour.ts';
import type { EventBody } from './outbox.ts';
import { endRun, type PlayedRun } from './run.ts';
import { hasClosed, isPastWindow, refuse, cancelAtEnd } from './hold-to-window.ts';

/** What an act needs of the machine that plays it. */
export interface Stage {
  readonly bootId: string;
  readonly signal: AbortSignal;
  /** Something waits in the run's outbox. */
  readonly tell: (run: PlayedRun) => void;
  /** Resolves when all that the run had to tell is acknowledged. */
  readonly whenTold: (run: PlayedRun) => Promise<void>;
  /** Resolves when the machine may reboot for a run that needs a lease: null, or why it never may. */
  readonly leaseFor: (run: PlayedRun) => Promise<string | null>;
  /** Resolves when somebody releases the agent. */
  readonly whenReleased: () => Promise<void>;
  /** Ends this life of the machine; the next one begins after so many milliseconds. */
  readonly reboot: (offMs: number) => void;
}

/** A machine that reboots tells of it first, but not for longer than this when nobody listens. */
const TELL_BEFORE_REBOOT_MS = 2000;

/** Plays what is left of a run's acts; a step that a restart interrupted begins again from its top. */
export async function play(run: PlayedRun, stage: Stage): Promise<void> {
  const { acts } = run;
  if (acts === null || run.end !== null) return;
  enter(run, acts, stage);
  stage.tell(run);
  if (hasClosed(run)) return cancelAtEnd(run, stage);
  for (let act = acts[run.position]; act !== undefined && run.end === null; act = acts[run.position]) {
    if (act.act === 'wait') await sleep(act.ms, undefined, { signal: stage.signal });
    if (act.act === 'hold') await stage.whenReleased();
    // What came meanwhile, a cancel perhaps, may have ended it.
    if (run.end !== null) return;
    if (hasClosed(run)) return cancelAtEnd(run, stage);
    if (act.act === 'start') {
      if (isPastWindow(run)) return refuse(run, stage);
      run.startedAt = new Date().toISOString();
    }
    run.position += 1;
    const event = eventOf(run, act, stage.bootId);
    if (event === undefined) continue;
    run.outbox.append(event);
    if (act.act === 'finish') endRun(run, act.state ?? 'SUCCEEDED');
    stage.tell(run);
    if (act.act === 'reboot') {
      run.rebootFor = act.step;
      if (run.command?.rebootLease === true) {
        await stage.whenTold(run);
        const denied = await stage.leaseFor(run).catch((error: unknown) => {
          // The server owes no lease to a run whose end it has heard of meanwhile.
          if (run.end === null) throw error;
          return null;
        });
        if (run.end !== null) return;
        if (denied !== null) return giveUp(run, { step: act.step, reason: denied, stage });
        return stage.reboot(act.offMs);
      }
      const patience = sleep(TELL_BEFORE_REBOOT_MS, undefined, { signal: stage.signal });
      await Promise.race([stage.whenTold(run), patience]);
      if (run.end !== null) return;
      return stage.reboot(act.offMs);
    }
  }
}

/** It may never reboot, so the step that asked for that has failed. */
function giveUp(
  run: PlayedRun,
  { step, reason, stage }: { readonly step: string; readonly reason: string; readonly stage: Stage },
): void {
  run.rebootFor = null;
  const failed = { act: 'step-end', step, state: 'FAILED', exitCode: null, message: reason } as const;
  for (const act of [failed, { act: 'finish', state: 'FAILED', message: reason } as const]) {
    const event = eventOf(run, act, stage.bootId);
    if (event !== undefined) run.outbox.append(event);
  }
  endRun(run, 'FAILED');
  stage.tell(run);
}

/** Tells of the boot when it is not the first under which this run is played. */
function enter(run: PlayedRun, acts: readonly Act[], { bootId }: Stage): void {
  if (run.boots.at(-1) === bootId) return;
  const isFirst = run.boots.length === 0;
  run.boots.push(bootId);
  if (isFirst || run.position === 0) return;
  if (run.rebootFor !== null) {
    run.outbox.append({ type: 'rebooted', step: run.rebootFor, bootId });
    run.rebootFor = null;
    return;
  }
  const played = acts.slice(0, run.position);
  const began = played.findLastIndex(({ act }) => act === 'step-start');
  const ended = played.findLastIndex(({ act }) => act === 'step-end');
  const top = played[began];
  const isOpen = top?.act === 'step-start' && began > ended;
  if (isOpen) run.position = began;
  run.outbox.append({ type: 'rebooted', step: isOpen ? top.step : '', bootId });
}

function eventOf(run: PlayedRun, act: Act, bootId: string): EventBody | undefined {
  switch (act.act) {
    case 'start':
      return { type: 'started', steps: [...act.steps] };
    case 'step-start':
      return { type: 'step-started', step: act.step };
    case 'print': {
      const { step, stream = 'stdout', text } = act;
      const offset = bytesOf(run, step, stream);
      run.printed.set(`${stream} ${step}`, offset + Buffer.byteLength(text));
      return { type: 'output', step, stream, offset, text };
    }
    case 'step-end': {
      const { step, state = 'SUCCEEDED', exitCode = 0, message = '' } = act;
      const [stdoutBytes, stderrBytes] = [bytesOf(run, step, 'stdout'), bytesOf(run, step, 'stderr')];
      return { type: 'step-finished', step, state, exitCode, message, stdoutBytes, stderrBytes };
    }
    case 'reboot':
      return { type: 'rebooting', step: act.step, bootId, deadlineSeconds: act.deadlineSeconds ?? 600 };
    case 'finish': {
      const { state = 'SUCCEEDED', message = '', rebootRequired = null } = act;
      return { type: 'finished', state, message, rebootRequired };
    }
    case 'wait':
    case 'hold':
      return undefined;
    default:
      return act satisfies never;
  }
}

function bytesOf({ printed }: PlayedRun, step: string, stream: 'stdout' | 'stderr'): number {
  return printed.get(`${stream} ${step}`) ?? 0;
}
