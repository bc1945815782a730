import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { settleStep, type PlannedStep, type StepExit, type StepResult } from '@rustine/domain';
import type { InvocationRecord, InvocationRecords } from '../journal/invocation-records.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { StepRecord, StepRecords } from '../journal/step-records.ts';
import type { Log } from '../log.ts';
import type { InvocationStore } from '../parameters/invocation-store.ts';
import type { Platform } from '../platform/platform.ts';
import { findPlugin } from '../plugins/registry.ts';
import { describeFileFault } from '../process/describe-file-fault.ts';
import type { OutputStream } from '../process/run-process.ts';
import { askReboot, type AskRebootNeeds } from '../reboot/ask-reboot.ts';
import { nameStepFolder } from './name-step-folder.ts';
import { scanErrorLine } from './scan-error-line.ts';
import { scanRebootLines } from './scan-reboot-lines.ts';
import type { ScriptSetting } from './script-setting.ts';
import type { ServeSteps } from './serve-steps.ts';
import { readStopReason } from './stop-reason.ts';
import { tellOutput, type OutputTeller } from './tell-output.ts';

/** A step is begun again after the agent or the machine died under it, but not for ever. */
const STEP_ATTEMPTS_MAX = 3;

export interface StepNeeds extends AskRebootNeeds {
  readonly journal: Journal;
  readonly records: InvocationRecords;
  readonly steps: StepRecords;
  readonly outbox: Outbox;
  readonly platform: Platform;
  readonly bootId: string;
  readonly graceMs: number;
  readonly log: Log;
  /** The folders and variables of an invocation's scripts. */
  readonly scriptSetting: (record: InvocationRecord) => ScriptSetting;
  /** Where the whole output of an invocation's steps lies until it is in the store. */
  readonly outputFolder: (invocationId: string) => string;
  readonly onFault: (error: unknown) => void;
  readonly serveSteps: ServeSteps;
  /** A reboot is journalled: no other invocation begins, and the machine reboots as soon as it may. */
  readonly onRebootAsked: () => void;
  /** Of the invocation: what is secret in it is taken out of all that is told and journalled. */
  readonly store: InvocationStore;
}

export interface StepRun {
  readonly record: InvocationRecord;
  readonly step: Extract<PlannedStep, { kind: 'run' }>;
  readonly index: number;
  readonly before: StepRecord | undefined;
  readonly signal: AbortSignal;
}

/** Runs one step and journals how it ended. Null when the agent stops: the step has been put back. */
export async function runStep(needs: StepNeeds, run: StepRun): Promise<StepResult | null> {
  const { record, step, index, before, signal } = run;
  const platform = needs.platform.documentPlatform;
  if ((before?.attempts ?? 0) >= STEP_ATTEMPTS_MAX) {
    const reason = `the agent ended ${STEP_ATTEMPTS_MAX} times while this step ran; it is not tried again`;
    return endStep(needs, run, settleStep({ step, exit: { kind: 'not-run', reason }, platform }));
  }
  const begun = needs.journal.atomically(() => {
    if (!before) needs.outbox.append(record.id, { type: 'step-started', step: step.name });
    return needs.steps.begin(record.id, { position: index, name: step.name });
  });
  const teller = tellOutput(needs, record.id, begun);
  const errors = scanErrorLine();
  let exit: StepExit;
  try {
    exit = await execute(needs, run, (stream, bytes) => {
      if (stream === 'stderr') errors.take(bytes);
      teller.take(stream, bytes);
    });
  } catch (error) {
    teller.finish();
    throw error;
  }
  if (readStopReason(signal) === 'stopping' && exit.kind === 'canceled') {
    const rest = teller.finish();
    needs.journal.atomically(() => {
      rest.store();
      needs.steps.putBack(record.id, index);
    });
    return null;
  }
  const timedOut = readStopReason(signal) === 'timed-out' && exit.kind === 'canceled';
  const settled = timedOut ? outOfTime(step, record) : settleStep({ step, exit, platform });
  const result = nameCause(settled, errors.told());
  const output = teller.finish();
  if (result.effect === 'reboot') return endWithReboot(needs, run, { result, output });
  const lent = needs.journal.reserve.missingBytes();
  const named = nameFullDisk(result, { folder: needs.scriptSetting(record).reportsFolder, lent });
  return endStep(needs, run, named, output);
}

function endWithReboot(
  needs: StepNeeds,
  run: StepRun,
  { result, output }: { result: StepResult; output: ReturnType<OutputTeller['finish']> },
): StepResult {
  return needs.journal.atomically(() => {
    const refused = askReboot(needs, { ...run, result });
    if (refused) return endStep(needs, run, refused, output);
    output.store();
    return result;
  });
}

async function execute(
  needs: StepNeeds,
  { record, step, index, signal }: StepRun,
  take: (stream: OutputStream, bytes: Buffer) => void,
): Promise<StepExit> {
  const plugin = findPlugin(step.action);
  if (!plugin) return { kind: 'not-run', reason: `this agent has no plugin for ${step.action}` };
  const setting = needs.scriptSetting(record);
  const stepFolder = join(setting.invocationFolder, nameStepFolder(index, step.name));
  for (const folder of [stepFolder, setting.reportsFolder]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      return { kind: 'not-run', reason: describeFileFault(error, folder) };
    }
  }
  const scan = scanRebootLines((required) => {
    try {
      needs.records.noteRebootRequired(record.id, required);
    } catch (error) {
      // Called from a stream's event, where nobody would catch it.
      needs.onFault(error);
    }
  });
  const filters = { stdout: needs.store.openFilter(), stderr: needs.store.openFilter() };
  const show = (stream: OutputStream, bytes: Buffer): void => {
    if (bytes.length === 0) return;
    take(stream, bytes);
    if (stream === 'stdout') scan(bytes);
  };
  const exit = await plugin.run({
    ...setting,
    inputs: step.inputs,
    platform: needs.platform.documentPlatform,
    depth: 0,
    stepFolder,
    services: needs.serveSteps(record, needs.store),
    graceMs: needs.graceMs,
    signal,
    onStarted: (identity) => needs.steps.noteProcess(record.id, index, { ...identity, bootId: needs.bootId }),
    onOutput: (stream, bytes) => show(stream, filters[stream].push(bytes)),
  });
  for (const stream of ['stdout', 'stderr'] as const) show(stream, filters[stream].end());
  return exit;
}

/** An exit code alone helps nobody who reads why a run failed. */
function nameCause(result: StepResult, told: string | null): StepResult {
  return result.state === 'FAILED' && told !== null
    ? { ...result, message: `${result.message} It says: ${told}` }
    : result;
}

/** Below this a disk counts as full: tools fail before the last byte is taken. */
const FREE_BYTES_MIN = 512 * 1024;

/**
 * A script on a full disk fails in a hundred ways; the cause is worth more than the exit code. `lent` bytes are free only
 * because our journal met the full disk too, and gave its reserve back.
 */
function nameFullDisk(result: StepResult, { folder, lent }: { folder: string; lent: number }): StepResult {
  if (result.state === 'SUCCEEDED' || !existsSync(folder)) return result;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize - lent >= FREE_BYTES_MIN) return result;
  return { ...result, message: `${result.message} The disk that holds ${folder} is full.` };
}

function outOfTime(step: PlannedStep, { claims }: InvocationRecord): StepResult {
  const message = `The whole invocation did not end within ${claims?.timeoutSeconds} seconds; this step was stopped.`;
  return { name: step.name, state: 'TIMED_OUT', exitCode: null, message, effect: 'stop' };
}

/** Journals a step's end and tells it. Steps that never ran come here too. */
export function endStep(
  needs: Pick<StepNeeds, 'journal' | 'steps' | 'outbox' | 'log'> & { readonly store: Pick<InvocationStore, 'redact'> },
  { record, index }: Pick<StepRun, 'record' | 'index'>,
  ended: StepResult,
  output?: { stdoutBytes: number; stderrBytes: number; store: () => void },
): StepResult {
  const result = { ...ended, message: needs.store.redact(ended.message) };
  needs.journal.atomically(() => {
    output?.store();
    needs.steps.end(record.id, { position: index, name: result.name }, result);
    needs.outbox.append(record.id, {
      type: 'step-finished',
      step: result.name,
      state: result.state,
      exitCode: result.exitCode,
      message: result.message.slice(0, 4000),
      stdoutBytes: output?.stdoutBytes ?? 0,
      stderrBytes: output?.stderrBytes ?? 0,
    });
  });
  needs.log.info(
    { invocationId: record.id, step: result.name, state: result.state, exitCode: result.exitCode },
    'step ended',
  );
  return result;
}
