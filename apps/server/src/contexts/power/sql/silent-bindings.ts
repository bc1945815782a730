import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { bindingColumns, type BindingRow } from './bindings.ts';

/** Gave no sign of life since then. Those that a run needs now are looked at anyway. */
const isSilent = (since: Date) => sql`
  i.retired_at is null and (i.last_check_in_at is null or i.last_check_in_at < ${since}::timestamptz)
  and not exists (select from power_sessions s where s.instance_id = b.instance_id and s.phase <> 'ENDED')`;

/**
 * Takes on to ask about bound instances that gave no sign of life since `silentSince` and were not asked about since
 * `askedBefore`; another replica that does the same gets others.
 */
export async function claimSilent(
  db: Db,
  {
    silentSince,
    askedBefore,
    now,
    limit,
  }: { readonly silentSince: Date; readonly askedBefore: Date; readonly now: Date; readonly limit: number },
): Promise<BindingRow[]> {
  const { rows } = await sql<BindingRow>`
    with due as (
      select b.instance_id from power_bindings b
      join managed_instances i on i.id = b.instance_id
      where ${isSilent(silentSince)} and (b.asked_at is null or b.asked_at < ${askedBefore}::timestamptz)
      order by b.asked_at nulls first, b.instance_id
      limit ${limit}::integer
      for update of b skip locked
    )
    update power_bindings b set asked_at = ${now}::timestamptz
    from due, power_providers p
    where b.instance_id = due.instance_id and p.id = b.provider_id
    returning ${bindingColumns}`.execute(db);
  return rows;
}

/** Bound instances that gave no sign of life, by their ids above `after`; each row says how many there are in all above it. */
export async function selectSilent(
  db: Db,
  { silentSince, after, limit }: { readonly silentSince: Date; readonly after: string | null; readonly limit: number },
): Promise<(BindingRow & { readonly silent: number })[]> {
  const { rows } = await sql<BindingRow & { silent: number }>`
    select ${bindingColumns}, count(*) over () as silent from power_bindings b
    join managed_instances i on i.id = b.instance_id
    join power_providers p on p.id = b.provider_id
    where ${isSilent(silentSince)} and (${after}::text is null or b.instance_id > ${after}::text)
    order by b.instance_id
    limit ${limit}::integer`.execute(db);
  return rows;
}
