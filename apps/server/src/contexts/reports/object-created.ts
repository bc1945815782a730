import { withTransaction } from '../../db/with-transaction.ts';
import { invocationOfManifestKey } from './manifest/check-manifest.ts';
import { judgeManifest, type JudgeManifestDeps } from './manifest/judge-manifest.ts';
import { markOutputUploaded } from './sql/step-outputs.ts';
import { markUploaded } from './sql/mark-uploaded.ts';
import { wakeIngest } from './wake-ingest.ts';

export interface ObjectCreatedDeps extends JudgeManifestDeps {
  readonly clock: () => Date;
}

/**
 * The store says that an object is there, whole. The event may come never, late or many times: a report moves once,
 * and the wish to ingest it is recorded in the same transaction; a manifest is judged once.
 *
 * @returns whether this event moved a report or an output, or judged a manifest.
 */
export async function objectCreated(
  deps: ObjectCreatedDeps,
  object: { key: string; sha256: string },
): Promise<boolean> {
  const invocationId = invocationOfManifestKey(object.key);
  if (invocationId !== null) return judgeManifest(deps, invocationId);
  return withTransaction(deps.db, async (tx) => {
    if (object.key.startsWith('outputs/')) return markOutputUploaded(tx, object);
    const moved = await markUploaded(tx, object);
    if (moved) await wakeIngest(tx, deps.clock());
    return moved;
  });
}
