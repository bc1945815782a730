import { CodedError } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { recordAudit } from '../../audit/index.ts';
import { askForDispatch } from '../dispatch/ask-for-dispatch.ts';
import { explainWaiting } from '../sql/skip-waiting.ts';
import { countByWave } from '../sql/wave-figures.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { readWaves, saveResumed } from '../sql/work-waves.ts';
import { writeLog } from '../sql/work-log.ts';

export interface Resume {
  readonly workRequestId: string;
  readonly by: string;
  readonly reason: string | undefined;
  readonly requestId: string;
  readonly at: Date;
}

/**
 * Goes on after a failed wave: with what is left of it, whose errors stop nothing any more, and then with the next one.
 * @throws CodedError NOT_FOUND, or CONFLICT when nothing of it waits for that.
 */
export async function resumeWork(db: Db, { workRequestId, by, reason, requestId, at }: Resume): Promise<void> {
  await withTransaction(db, async (tx) => {
    const workRequest = await lockWorkRequest(tx, workRequestId);
    if (workRequest === null) throw new CodedError('NOT_FOUND', `There is no work request ${workRequestId}.`);
    const halted = (await readWaves(tx, workRequestId)).find(({ decideUntil }) => decideUntil !== null);
    if (halted === undefined) {
      const message = `The work request is ${workRequest.state} and no failed wave of it waits: there is nothing to resume.`;
      throw new CodedError('CONFLICT', message);
    }
    const id = { workRequestId, position: halted.position };
    const left = (await countByWave(tx, workRequestId)).get(halted.position)?.waiting ?? 0;
    await saveResumed(tx, id, { by, at, runsAgain: left > 0 });
    await explainWaiting(tx, { workRequestId, wave: null }, `Waiting for its turn: ${by} resumed the work request.`);
    const why = reason === undefined ? '.' : `: ${reason}`;
    const message = `${by} resumed the work request although wave ${halted.name} had failed${why}`;
    await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
    const details = { wave: halted.name, ...(reason !== undefined && { reason }) };
    await recordAudit(tx, { actor: by, action: 'resume work request', target: workRequestId, requestId, details });
    await askForDispatch(tx, workRequestId);
  });
}
