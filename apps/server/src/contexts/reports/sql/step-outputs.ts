import type { AnnouncedOutput } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface StoredOutput extends AnnouncedOutput {
  readonly invocationId: string;
  readonly instanceId: string;
  readonly key: string;
}

/**
 * Announces an output, or another file in the place of one that was not uploaded.
 *
 * @returns false when another file was already uploaded there: it stays.
 */
export async function announceOutput(tx: Transaction, output: StoredOutput): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into step_outputs
      (invocation_id, instance_id, position, stream, step, key, size_bytes, sha256, content_bytes, dropped_bytes, state)
    values (
      ${output.invocationId}::text, ${output.instanceId}::text, ${output.position}::integer, ${output.stream}::text,
      ${output.step}::text, ${output.key}::text, ${output.sizeBytes}::bigint, ${output.sha256}::text,
      ${output.contentBytes}::bigint, ${output.droppedBytes}::bigint, 'GRANTED'
    )
    on conflict (invocation_id, position, stream) do update set
      step = excluded.step, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
      content_bytes = excluded.content_bytes, dropped_bytes = excluded.dropped_bytes
    where step_outputs.state = 'GRANTED' or step_outputs.sha256 = excluded.sha256`.execute(tx);
  return numAffectedRows === 1n;
}

/** Size and sum of the output that this instance announced under a key. */
export async function findOutputOfKey(
  db: Db,
  instanceId: string,
  key: string,
): Promise<{ readonly sizeBytes: number; readonly sha256: string } | undefined> {
  const { rows } = await sql<{ sizeBytes: number; sha256: string }>`
    select size_bytes as "sizeBytes", sha256 from step_outputs
    where key = ${key}::text and instance_id = ${instanceId}::text`.execute(db);
  return rows[0];
}

/** @returns whether this call moved it, so that of many messages about one object one counts. */
export async function markOutputUploaded(tx: Transaction, object: { key: string; sha256: string }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update step_outputs set state = 'UPLOADED', uploaded_at = now()
    where key = ${object.key}::text and sha256 = ${object.sha256}::text and state = 'GRANTED'`.execute(tx);
  return numAffectedRows === 1n;
}

/** What is kept of one stream of a step: head and tail by work, the whole by an object if there is one. */
export interface KeptStream {
  readonly head: string;
  readonly tail: string;
  readonly bytes: number;
  readonly key: string | null;
  readonly contentBytes: number | null;
  readonly ended: boolean;
}

export async function findKeptStream(
  db: Db,
  { invocationId, step, stream }: { invocationId: string; step: string; stream: 'stdout' | 'stderr' },
): Promise<KeptStream | undefined> {
  const { rows } = await sql<KeptStream>`
    select
      case ${stream}::text when 'stdout' then s.stdout_head else s.stderr_head end as head,
      case ${stream}::text when 'stdout' then s.stdout_tail else s.stderr_tail end as tail,
      case ${stream}::text when 'stdout' then s.stdout_bytes else s.stderr_bytes end as bytes,
      o.key, o.content_bytes as "contentBytes",
      s.state not in ('PENDING', 'RUNNING') as ended
    from invocation_steps s
    left join step_outputs o
      on o.invocation_id = s.invocation_id and o.step = s.name and o.stream = ${stream}::text and o.state = 'UPLOADED'
    where s.invocation_id = ${invocationId}::text and s.name = ${step}::text`.execute(db);
  return rows[0];
}
