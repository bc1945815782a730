import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Durations kept of each instance and document. */
export const DURATIONS_KEPT = 20;

/** Those that ran to an end of their own: how long a run takes that was cut off says nothing. */
const measured = sql`
  i.state in ('SUCCEEDED', 'FAILED') and i.started_at is not null and i.finished_at >= i.started_at`;

/** As the patch documents are told. */
const isDryRun = sql`(coalesce(w.parameters -> 'Operation' ->> 0, '') like 'DryRun%')`;

/** Keeps how long these invocations took, those of dry runs left out, and of each instance and document only the newest. */
export async function keepDurations(tx: Transaction, workRequestIds: readonly string[]): Promise<void> {
  await sql`
    insert into run_durations (invocation_id, instance_id, document_name, started_at, seconds, rebooted)
    select i.id, i.instance_id, w.document_name, i.started_at, extract(epoch from i.finished_at - i.started_at),
      i.reboots > 0
    from invocations i join work_requests w on w.id = i.work_request_id
    where w.id = any(${[...workRequestIds]}::text[]) and ${measured} and not ${isDryRun}
    on conflict (invocation_id) do nothing`.execute(tx);
  await sql`
    with touched as (
      select distinct i.instance_id, w.document_name
      from invocations i join work_requests w on w.id = i.work_request_id
      where w.id = any(${[...workRequestIds]}::text[])
    ), ranked as (
      select d.invocation_id,
        row_number() over (partition by d.instance_id, d.document_name order by d.started_at desc) as rank
      from run_durations d join touched using (instance_id, document_name)
    )
    delete from run_durations d using ranked
    where ranked.invocation_id = d.invocation_id and ranked.rank > ${DURATIONS_KEPT}::int`.execute(tx);
}

/** What was asked of each machine that a run had let go of: seconds until it was off again. Power keeps this for ever. */
const putBackSeconds = (invocationId: ReturnType<typeof sql.ref>) => sql`coalesce((
  select sum(extract(epoch from h.told_at - h.released_at)) from power_holders h
  where h.invocation_id = ${invocationId} and h.restore and h.told_at is not null
), 0)`;

export interface DurationsAsked {
  readonly instanceIds: readonly string[];
  readonly documentName: string;
  readonly dryRun: boolean;
  readonly withoutReboots: boolean;
}

/** The newest durations of each of these instances in seconds, of live invocations and of those that are kept. */
export async function selectDurations(
  db: Db,
  { instanceIds, documentName, dryRun, withoutReboots }: DurationsAsked,
): Promise<{ instanceId: string; seconds: number[] }[]> {
  const { rows } = await sql<{ instanceId: string; seconds: number[] }>`
    select asked.id as "instanceId", array(
      select greatest(0, seconds - ${putBackSeconds(sql.ref('both_kinds.id'))})::double precision from (
        (
          select i.id, i.started_at, extract(epoch from i.finished_at - i.started_at)::double precision as seconds
          from invocations i join work_requests w on w.id = i.work_request_id
          where i.instance_id = asked.id and w.document_name = ${documentName}::text and ${measured}
            and ${isDryRun} = ${dryRun}::boolean and (i.reboots = 0 or not ${withoutReboots}::boolean)
          order by i.created_at desc limit ${DURATIONS_KEPT}::int
        )
        union all
        (
          select d.invocation_id, d.started_at, d.seconds from run_durations d
          where d.instance_id = asked.id and d.document_name = ${documentName}::text
            and not ${dryRun}::boolean and not (d.rebooted and ${withoutReboots}::boolean)
          order by d.started_at desc limit ${DURATIONS_KEPT}::int
        )
      ) both_kinds
      order by started_at desc limit ${DURATIONS_KEPT}::int
    ) as seconds
    from unnest(${[...instanceIds]}::text[]) as asked (id)`.execute(db);
  return rows;
}
