import { CodedError, type LabelParameterRequest } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { ParameterRow } from './sql/parameter-row.ts';
import { getVersion } from './sql/read-parameters.ts';
import { setLabel } from './sql/write-parameters.ts';

/** As AWS has it (LabelParameterVersion). */
const LABELS_MAX = 10;

/**
 * Gives a version a label; a version that had it loses it.
 * @throws CodedError NOT_FOUND; CONFLICT when the version has as many labels as one may have.
 */
export async function labelVersion(
  db: Db,
  { name, version, label, labeledBy, requestId }: LabelParameterRequest & { labeledBy: string; requestId: string },
): Promise<ParameterRow> {
  return withTransaction(db, async (tx) => {
    if (!(await setLabel(tx, { name, version, label }))) {
      throw new CodedError('NOT_FOUND', `There is no parameter ${name} version ${version}.`);
    }
    const row = await getVersion(tx, name, version);
    if (row === null) throw new Error(`parameter ${name} version ${version} was labeled and is gone`);
    if (row.labels.length > LABELS_MAX) {
      throw new CodedError('CONFLICT', `Parameter ${name} version ${version} has ${LABELS_MAX} labels already.`);
    }
    const details = { version, label };
    await recordAudit(tx, { actor: labeledBy, action: 'label parameter', target: name, requestId, details });
    return row;
  });
}
