import type { Transaction } from '../../../db/connect.ts';
import type { Turn } from '../dispatch/turn.ts';
import { explainWaiting } from '../sql/skip-waiting.ts';
import { cancelWaiting } from '../sql/waiting.ts';
import { writeLog } from '../sql/work-log.ts';
import { closeWaves, saveWave, type WaveRow } from '../sql/work-waves.ts';

type Held = Pick<Turn, 'workRequestId' | 'workRequest' | 'at'>;

interface Failure {
  readonly current: WaveRow;
  readonly reason: string;
  /** Something waits for a person to decide. */
  readonly waits: boolean;
}

/** Ends a wave that did not prove itself. What waits is held until a person resumes, retries or cancels. */
export async function failWave(tx: Transaction, turn: Held, { current, reason, waits }: Failure): Promise<void> {
  const { workRequestId, workRequest, at } = turn;
  const checkFailed = current.state === 'CHECKING';
  const said = checkFailed ? `${reason} ${checkOf(current)}` : reason;
  const hours = workRequest.waves?.decideHours ?? 0;
  const decideUntil = new Date(at.getTime() + hours * 3_600_000);
  const id = { workRequestId, position: current.position };
  await saveWave(tx, id, { state: 'FAILED', reason: said, at, checkFailed, ...(waits && { decideUntil }) });
  const message = `Wave ${current.name} failed. ${said}`;
  await writeLog(tx, {
    workRequestId,
    at,
    level: 'ERROR',
    message: waits ? `${message} ${held(decideUntil)}` : message,
  });
  if (!waits) return;
  await explainWaiting(
    tx,
    { workRequestId, wave: null },
    `Held, because wave ${current.name} failed. ${held(decideUntil)}`,
  );
}

function held(until: Date): string {
  return `Resume, retry or cancel the work request; at ${until.toISOString().slice(0, 19)}Z it is canceled by itself.`;
}

function checkOf({ healthCheckWorkRequestId, healthCheckState, healthCheckReason }: WaveRow): string {
  const why = healthCheckReason === null || healthCheckReason === '' ? '' : `: ${healthCheckReason}`;
  return `The work request ${healthCheckWorkRequestId ?? 'of it'} is ${healthCheckState ?? 'gone'}${why}`;
}

/** Nobody decided in time, or nothing waits for a decision any more: what is left never starts. */
export async function giveUp(tx: Transaction, { workRequestId, at }: Turn, wave: WaveRow): Promise<void> {
  const reason = `Never started: wave ${wave.name} failed, and nobody resumed the work request in time.`;
  const canceled = await cancelWaiting(tx, workRequestId, { reason, at });
  await closeWaves(tx, workRequestId, { reason: `Wave ${wave.name} failed before it.`, at });
  if (canceled === 0) return;
  const count = canceled === 1 ? '1 instance' : `${canceled} instances`;
  const message = `Nobody resumed the work request after wave ${wave.name} had failed: ${count} never started.`;
  await writeLog(tx, { workRequestId, at, level: 'ERROR', message });
}
