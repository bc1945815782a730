import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import { texts, type Row } from '../current-state/ingested-report.ts';
import { ASK_KEY_PREFIX } from '../resolve/ask-key.ts';

/** The ask that an invocation of an instance answers; undefined when nobody asked (a person ran the document, say). */
export async function lockAskOf(
  tx: Transaction,
  { invocationId, instanceId }: { invocationId: string; instanceId: string },
): Promise<string | undefined> {
  // By the key of the work: the answer may be here before the ask learnt the invocation's id.
  const { rows } = await sql<{ id: string }>`
    select a.id
    from invocations i
    join work_requests w on w.id = i.work_request_id
    join changelog_asks a
      on a.id = substr(w.idempotency_key, ${ASK_KEY_PREFIX.length + 1}::int) and a.instance_id = i.instance_id
    where starts_with(w.idempotency_key, ${ASK_KEY_PREFIX}::text) and i.id = ${invocationId}::text and i.instance_id = ${instanceId}::text
    for update of a`.execute(tx);
  return rows[0]?.id;
}

/** Takes the facts that were asked for, and no others: no instance may tell the fleet what it was not asked. */
export async function answerChangelogs(tx: Transaction, askId: string, rows: readonly Row[]): Promise<void> {
  await sql`
    update package_changelogs c
    set state = case when r.method = 'UNREADABLE' then 'UNREADABLE' else 'KNOWN' end,
      source_package = r.source_package, source_version = r.source_version, method = r.method, message = r.message,
      cves = array_remove(string_to_array(r.cves, ' '), ''), known_at = now()
    from unnest(
      ${texts(rows, 'name')}::text[], ${texts(rows, 'architecture')}::text[], ${texts(rows, 'version')}::text[],
      ${texts(rows, 'source_package')}::text[], ${texts(rows, 'source_version')}::text[],
      ${texts(rows, 'method')}::text[], ${texts(rows, 'cves')}::text[], ${texts(rows, 'message')}::text[]
    ) as r (name, architecture, version, source_package, source_version, method, cves, message)
    where c.name = r.name and c.architecture = r.architecture and c.version = r.version
      and c.ask_id = ${askId}::text and c.state = 'ASKED'`.execute(tx);
}

/** What such an ask left unanswered may be asked again. */
export async function closeAsk(tx: Transaction, askId: string): Promise<void> {
  await sql`update changelog_asks set closed_at = now() where id = ${askId}::text and closed_at is null`.execute(tx);
}
