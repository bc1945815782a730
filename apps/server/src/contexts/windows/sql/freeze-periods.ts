import type { Period } from '@rustine/domain';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface PeriodRow extends Period {
  readonly freezeId: string;
  readonly name: string;
}

const columns = sql`p.freeze_id as "freezeId", f.name, p.from_at as "from", p.to_at as "to", p.summary`;

/** The period of each of these freezes that holds at that instant and those to come, at most `each` of a freeze, the soonest first. */
export async function listPeriodsOf(
  db: Db,
  { freezeIds, at, each }: { readonly freezeIds: readonly string[]; readonly at: Date; readonly each: number },
): Promise<PeriodRow[]> {
  const { rows } = await sql<PeriodRow>`
    select ${columns} from freezes f cross join lateral (
      select * from freeze_periods where freeze_id = f.id and to_at > ${at}::timestamptz
      order by from_at, to_at limit ${each}::int
    ) p
    where f.id = any(${[...freezeIds]}::text[])
    order by p.from_at, p.to_at, p.freeze_id
  `.execute(db);
  return rows;
}

/** The one period, past or not, of each of these freezes that have dates. */
export async function listDates(db: Db, freezeIds: readonly string[]): Promise<PeriodRow[]> {
  const { rows } = await sql<PeriodRow>`
    select ${columns} from freeze_periods p join freezes f on f.id = p.freeze_id
    where p.freeze_id = any(${[...freezeIds]}::text[]) and f.source_kind = 'dates'
  `.execute(db);
  return rows;
}

/** What is left of the periods of every enabled freeze that holds at that instant. */
export async function listPeriodsHolding(db: Db, at: Date): Promise<PeriodRow[]> {
  const { rows } = await sql<PeriodRow>`
    select ${columns} from freeze_periods p join freezes f on f.id = p.freeze_id
    where f.enabled and p.to_at > ${at}::timestamptz and exists (
      select from freeze_periods held
      where held.freeze_id = f.id and held.from_at <= ${at}::timestamptz and held.to_at > ${at}::timestamptz
    )
    order by p.from_at, p.to_at, p.freeze_id
  `.execute(db);
  return rows;
}

/** Puts these periods, each once, in the place of those that the freeze had. */
export async function replacePeriods(tx: Transaction, freezeId: string, periods: readonly Period[]): Promise<void> {
  await sql`delete from freeze_periods where freeze_id = ${freezeId}::text`.execute(tx);
  await sql`
    insert into freeze_periods (freeze_id, from_at, to_at, summary)
    select ${freezeId}::text, p.from_at, p.to_at, p.summary
    from unnest(
      ${periods.map(({ from }) => from)}::timestamptz[], ${periods.map(({ to }) => to)}::timestamptz[],
      ${periods.map(({ summary }) => summary)}::text[]
    ) as p (from_at, to_at, summary)
  `.execute(tx);
}
