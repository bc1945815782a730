import { CodedError, type ParameterSummary } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { recordAudit } from '../audit/index.ts';
import { labelVersion } from './label-version.ts';
import { openValue } from './open-value.ts';
import { putParameter, type PutDeps } from './put-parameter.ts';
import type { ParameterRow } from './sql/parameter-row.ts';
import { getVersion, listParameters, listVersions } from './sql/read-parameters.ts';
import { deleteParameter } from './sql/write-parameters.ts';

export type ParameterHandlers = HandlersOf<
  | 'listParameters'
  | 'putParameter'
  | 'getParameter'
  | 'deleteParameter'
  | 'listParameterVersions'
  | 'labelParameterVersion'
>;

/** What the people's API asks of the store. */
export function createHandlers({ db, keys, clock }: PutDeps & { readonly clock: () => Date }): ParameterHandlers {
  return {
    async listParameters({ query: { prefix = '', cursor, limit } }) {
      const [after = ''] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const page = pageOfRows(await listParameters(db, { prefix, after, limit: limit + 1 }), limit, (row) => [
        row.name,
      ]);
      return { items: page.rows.map(present), nextCursor: page.nextCursor };
    },
    async putParameter({ body, principal, requestId }) {
      const { row, isNew } = await putParameter(
        { db, keys },
        { request: body, putBy: principal.name, requestId, at: clock() },
      );
      return { ...present(row), isNew };
    },
    async getParameter({ query: { name, version, withValue = false }, principal, requestId }) {
      const row = await getVersion(db, name, version);
      if (row === null) throw absent(name, version);
      if (row.type !== 'SecureString') return { ...present(row), value: row.value };
      if (!withValue) return { ...present(row), value: null };
      const value = openValue(keys, row);
      const details = { version: row.version };
      await recordAudit(db, {
        actor: principal.name,
        action: 'read secret parameter',
        target: name,
        requestId,
        details,
      });
      return { ...present(row), value };
    },
    async deleteParameter({ query: { name }, principal, requestId }) {
      await withTransaction(db, async (tx) => {
        if (!(await deleteParameter(tx, name))) throw absent(name);
        await recordAudit(tx, { actor: principal.name, action: 'delete parameter', target: name, requestId });
      });
    },
    async listParameterVersions({ query: { name } }) {
      const rows = await listVersions(db, name);
      if (rows.length === 0) throw absent(name);
      return { items: rows.map(present) };
    },
    async labelParameterVersion({ body, principal, requestId }) {
      return present(await labelVersion(db, { ...body, labeledBy: principal.name, requestId }));
    },
  };
}

function absent(name: string, version?: number): CodedError {
  return new CodedError(
    'NOT_FOUND',
    `There is no parameter ${name}${version === undefined ? '' : ` version ${version}`}.`,
  );
}

function present({ name, type, version, description, labels, putBy, putAt }: ParameterRow): ParameterSummary {
  return { name, type, version, description, labels: [...labels], putBy, putAt: putAt.toISOString() };
}
