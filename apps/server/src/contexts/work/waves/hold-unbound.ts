import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { savePins, type FirstWave } from '../sql/pins.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { readWaves } from '../sql/work-waves.ts';
import { writeLog } from '../sql/work-log.ts';
import { failWave } from './fail-wave.ts';

interface Unbound {
  readonly db: Db;
  readonly at: Date;
  readonly workRequestId: string;
  readonly position: number;
  readonly first: FirstWave;
  /** Why the versions of the first wave cannot be read. */
  readonly why: string;
}

/**
 * The versions of the first wave are lost, so its success proves nothing for the later ones: it fails. When a person had
 * the work request go on already, the later ones go on unbound.
 */
export async function holdUnbound({ db, at, workRequestId, position, first, why }: Unbound): Promise<void> {
  await withTransaction(db, async (tx) => {
    const workRequest = await lockWorkRequest(tx, workRequestId);
    const current = (await readWaves(tx, workRequestId)).find((wave) => wave.position === first.position);
    if (workRequest === null || current === undefined) return;
    const reason = `Which versions it installed cannot be read: ${why}`;
    if (current.state === 'SUCCEEDED') {
      return await failWave(tx, { workRequestId, workRequest, at }, { current, reason, waits: true });
    }
    await savePins(tx, { workRequestId, position }, first.inherited);
    await writeLog(tx, { workRequestId, at, level: 'WARNING', message: `The later waves go on unbound. ${reason}` });
  });
}
