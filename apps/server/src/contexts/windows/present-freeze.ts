import type { Freeze } from '@rustine/contract';
import { frozenUntil } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { listDates, listPeriodsOf } from './sql/freeze-periods.ts';
import type { FreezeRow } from './sql/freezes.ts';

const PERIODS_SHOWN = 20;

/** Freezes as people see them at `at`, in the order given. */
export async function presentFreezes(db: Db, rows: readonly FreezeRow[], at: Date): Promise<Freeze[]> {
  const periods = await listPeriodsOf(db, { freezeIds: rows.map(({ id }) => id), at, each: PERIODS_SHOWN });
  const dates = await listDates(
    db,
    rows.filter(({ sourceKind }) => sourceKind === 'dates').map(({ id }) => id),
  );
  return rows.map((row) => {
    const { id, compartmentId, name, reason, enabled, readAt, readFault, createdBy, createdAt } = row;
    const own = periods.filter(({ freezeId }) => freezeId === id);
    return {
      id,
      compartmentId,
      name,
      reason,
      source: presentSource(
        row,
        dates.find(({ freezeId }) => freezeId === id),
      ),
      enabled,
      active: enabled && frozenUntil(own, at) !== null,
      periods: own.map(({ from, to, summary }) => ({ from: from.toISOString(), to: to.toISOString(), summary })),
      readAt: readAt?.toISOString() ?? null,
      readFault,
      createdBy,
      createdAt: createdAt.toISOString(),
    };
  });
}

function presentSource(
  { sourceKind, calendarUrl, calendarTimezone }: FreezeRow,
  dates: { readonly from: Date; readonly to: Date } | undefined,
): Freeze['source'] {
  if (dates !== undefined) return { kind: 'dates', from: dates.from.toISOString(), to: dates.to.toISOString() };
  if (sourceKind === 'ical-url') return { kind: 'ical-url', url: calendarUrl ?? '', timezone: calendarTimezone };
  return { kind: 'ical', timezone: calendarTimezone };
}
