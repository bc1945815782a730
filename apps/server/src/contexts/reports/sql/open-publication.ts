import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { JudgedManifest } from '../manifest/judged-manifest.ts';
import { publicationColumnsSql } from './publication-columns.ts';

export interface Publication {
  readonly invocationId: string;
  readonly instanceId: string;
  /** UTC day of the first grant, YYYY-MM-DD; it is in every key of the invocation. */
  readonly day: string;
  readonly manifestSizeBytes: number | null;
  readonly manifestSha256: string | null;
  /** Null until the announced manifest was read and checked; nothing takes its place then. */
  readonly manifest: JudgedManifest | null;
}

/** Finds or makes the publication of an invocation and locks it, so grants of one invocation come one after another. */
export async function openPublication(
  tx: Transaction,
  invocation: { invocationId: string; instanceId: string; day: string },
): Promise<Publication> {
  const { rows } = await sql<Publication>`
    insert into publications (invocation_id, instance_id, day)
    values (${invocation.invocationId}::text, ${invocation.instanceId}::text, ${invocation.day}::date)
    on conflict (invocation_id) do update set invocation_id = excluded.invocation_id
    returning ${publicationColumnsSql}`.execute(tx);
  return rows[0]!;
}
