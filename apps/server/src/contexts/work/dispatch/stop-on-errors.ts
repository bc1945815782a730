import { errorsBorneOf, type RateCounts } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { cancelWaiting } from '../sql/waiting.ts';
import { writeLog } from '../sql/work-log.ts';
import { markStopped } from '../sql/work-request-state.ts';
import { closeWaves } from '../sql/work-waves.ts';
import type { Turn } from './turn.ts';
import { errorLimit } from './limits-of.ts';

/**
 * Ends all that waits when a work request bears no more errors, by the counts of the whole; what is under way may finish.
 * True when it stopped something.
 */
export async function stopOnErrors(tx: Transaction, turn: Turn, counts: RateCounts): Promise<boolean> {
  const { workRequestId, workRequest, at } = turn;
  const { maxErrors } = workRequest;
  const borne = errorsBorneOf(errorLimit(maxErrors), counts.targets);
  if (counts.errors <= borne || counts.waiting === 0) return false;
  const errors = `${counts.errors} failed, ${borne} allowed (max-errors ${maxErrors})`;
  const canceled = await cancelWaiting(tx, workRequestId, { reason: `Not sent: too many errors, ${errors}.`, at });
  if (canceled === 0) return false;
  const instances = canceled === 1 ? '1 instance' : `${canceled} instances`;
  const reason = `Stopped by too many errors: ${errors}; the command was not sent to ${instances}.`;
  await markStopped(tx, workRequestId, { reason, at });
  await closeWaves(tx, workRequestId, { reason: `Stopped by too many errors: ${errors}.`, at });
  await writeLog(tx, { workRequestId, at, level: 'ERROR', message: reason });
  return true;
}
