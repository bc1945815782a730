import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';

export interface AuditEvent {
  /** Who did it: an access token's name, an instance id, or `rustine` for the server itself. */
  readonly actor: string;
  /** A verb and a noun, such as `enroll instance`. */
  readonly action: string;
  readonly target: string;
  readonly requestId?: string;
  /** Never a secret. */
  readonly details?: Record<string, unknown>;
}

export type Audit = (db: Db, event: AuditEvent) => Promise<void>;

/** Writes what was done in the same transaction as the doing, so that neither stands without the other. */
export const recordAudit: Audit = async (db, event) => {
  await sql`
    insert into audit_events (actor, action, target, request_id, details)
    values (${event.actor}, ${event.action}, ${event.target}, ${event.requestId ?? null}, ${JSON.stringify(event.details ?? {})}::jsonb)
  `.execute(db);
};

/** The same event for many targets at once; nothing for none. */
export async function recordAuditOfEach(
  db: Db,
  event: Omit<AuditEvent, 'target'>,
  targets: readonly string[],
): Promise<void> {
  await sql`
    insert into audit_events (actor, action, target, request_id, details)
    select ${event.actor}::text, ${event.action}::text, target, ${event.requestId ?? null}::text,
      ${JSON.stringify(event.details ?? {})}::jsonb
    from unnest(${[...targets]}::text[]) as target
  `.execute(db);
}
