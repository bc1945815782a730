import { CodedError, type Forecast } from '@rustine/contract';
import { decideDue, documentOf, rebootDocument } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { forecastExecution } from './forecast-execution.ts';
import type { JobsDeps } from './jobs-deps.ts';
import type { JobWork } from './needs.ts';
import { postponeRestart } from './postpone-restart.ts';
import { withoutGone } from './remaining-targets.ts';
import { selectExecution, workRequestOfKey, type ExecutionRow } from './sql/executions.ts';
import { endUnstarted, markStarted } from './sql/write-executions.ts';

/**
 * Makes the work request of an execution that is due, and notes it in the execution in the same transaction: however
 * often this runs, on however many replicas, and wherever a process dies in it, there is one work request, and none of an
 * execution that ended meanwhile, because its job was deleted, say. One that cannot be made leaves a failed one, with the
 * reason: nobody has to look for an execution that left no trace.
 */
export async function startExecution(deps: JobsDeps, executionId: string): Promise<void> {
  const { db, clock, needs } = deps;
  const found = await selectExecution(db, executionId);
  const now = clock();
  if (found === undefined || !isDue(found, now)) return;
  // An earlier release noted it in a transaction of its own, and may have died before that one.
  const made = await workRequestOfKey(db, keyOf(found));
  if (made !== null)
    return void (await markStarted(db, executionId, { workRequestId: made, forecast: null, reason: '' }));
  const execution = await postponeRestart(deps, found, now);
  if (execution === null) return;
  const tooLate = lateReason(execution, now);
  if (tooLate !== null) return void (await endUnstarted(db, executionId, { state: 'MISSED', reason: tooLate }));
  const forecast = await forecastOrNone(deps, execution);
  const noted = (reason: string) => async (tx: Transaction, workRequestId: string) => {
    if (!(await markStarted(tx, executionId, { workRequestId, forecast, reason }))) throw new NotWanted();
  };
  try {
    const { wanted, remark } = await withoutGone(needs.fleet, execution);
    await startOrFail(needs, { work: workOf(wanted, forecast), noted, remark });
  } catch (error) {
    if (!(error instanceof NotWanted)) throw error;
  }
}

/** The execution has ended while its work request was being made. */
class NotWanted extends Error {}

function isDue({ state, dueAt }: ExecutionRow, now: Date): boolean {
  return state === 'STARTING' || (state === 'PLANNED' && dueAt <= now);
}

/**
 * Why it cannot start any more: all servers were down between its coming due and now. A restart may begin for as long as its
 * window is open.
 */
function lateReason({ kind, dueAt, spec }: ExecutionRow, now: Date): string | null {
  if (kind === 'RUN_NOW' || kind === 'REBOOT') return null;
  const [decided] = decideDue([dueAt], { missed: spec.missed, skipAt: null }, now).executions;
  return decided?.state === 'MISSED' ? decided.reason : null;
}

interface Start {
  readonly work: Omit<JobWork, 'whenMade'>;
  /** Notes the work request in the execution, with what there is to say of it. */
  readonly noted: (reason: string) => JobWork['whenMade'];
  readonly remark: string;
}

async function startOrFail({ work }: JobsDeps['needs'], { work: wanted, noted, remark }: Start): Promise<void> {
  try {
    await work.startWork({ ...wanted, whenMade: noted(remark) });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const more = error.details.filter(({ message }) => !error.message.includes(message));
    const reason = [error.message, ...more.map(({ place, message }) => `${place}: ${message}`)].join(' ');
    await work.startFailedWork({ ...wanted, whenMade: noted(reason) }, reason);
  }
}

/** A forecast is a help; that none can be made keeps no execution from its time. */
async function forecastOrNone(deps: JobsDeps, execution: ExecutionRow): Promise<Forecast | null> {
  try {
    return await forecastExecution(deps, { ...execution, startsAt: deps.clock() });
  } catch (error) {
    if (!(error instanceof CodedError))
      deps.log.warn({ err: error, executionId: execution.id }, 'no forecast could be made of an execution');
    return null;
  }
}

function keyOf({ id }: ExecutionRow): string {
  return `execution:${id}`;
}

function workOf(execution: ExecutionRow, forecast: Forecast | null): Omit<JobWork, 'whenMade'> {
  const { spec, kind, overrides, startedBy } = execution;
  const isRestart = kind === 'REBOOT';
  const window = isRestart ? restartWindow(spec.reboot) : (spec.window ?? undefined);
  return {
    ...(isRestart && spec.reboot !== null ? rebootDocument(spec.reboot) : documentOf(spec.action, spec.reboot)),
    targets: execution.instanceIds === null ? spec.targets : undefined,
    instanceIds: execution.instanceIds ?? undefined,
    maxConcurrency: spec.maxConcurrency,
    maxErrors: spec.maxErrors,
    deliverySeconds: spec.deliverySeconds,
    waves: isRestart ? undefined : (spec.waves ?? undefined),
    window: overrides.window === undefined ? window : undefined,
    ignoreWindow: overrides.window === undefined ? undefined : { reason: overrides.window },
    power: spec.power,
    overrideFreeze: overrides.freeze === undefined ? undefined : { reason: overrides.freeze, by: startedBy },
    forecast: forecast ?? undefined,
    comment: execution.jobName.slice(0, 100),
    createdBy: startedBy,
    jobId: execution.jobId,
    executionId: execution.id,
    idempotencyKey: keyOf(execution),
  };
}

function restartWindow(reboot: ExecutionRow['spec']['reboot']): JobWork['window'] {
  return reboot?.windowIds === undefined ? undefined : { windowIds: reboot.windowIds, atEnd: reboot.atEnd };
}
