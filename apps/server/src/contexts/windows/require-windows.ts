import { CodedError } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { windowsForPlaces } from './sql/windows.ts';

/** @throws CodedError NOT_FOUND naming each window that is not there, with its place in the request. */
export async function requireWindows(reader: Db, ids: readonly string[], place: string): Promise<void> {
  if (ids.length === 0) return;
  const found = new Set((await windowsForPlaces(reader, ids)).map(({ id }) => id));
  const details = ids.flatMap((id, index) =>
    found.has(id)
      ? []
      : [{ place: ids.length === 1 ? place : `${place}[${index}]`, message: `There is no maintenance window ${id}.` }],
  );
  if (details[0] !== undefined) throw new CodedError('NOT_FOUND', details[0].message, { details });
}
