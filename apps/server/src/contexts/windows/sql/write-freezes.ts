import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { FreezeRow } from './freezes.ts';

/** What is written of a freeze besides its periods. */
export interface FreezeSpec extends Pick<
  FreezeRow,
  'id' | 'compartmentId' | 'name' | 'reason' | 'enabled' | 'sourceKind' | 'calendarUrl' | 'calendarTimezone'
> {
  readonly nextReadAt: Date | null;
}

/** A calendar as it was read. */
export interface Reading {
  readonly calendarText: string | null;
  readonly calendarEtag: string | null;
  readonly readAt: Date | null;
}

/** False when the compartment has a freeze of that name. */
export async function insertFreeze(
  tx: Transaction,
  freeze: FreezeSpec & Reading & { readonly createdBy: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into freezes (
      id, compartment_id, name, reason, enabled, source_kind, calendar_url, calendar_timezone, calendar_text,
      calendar_etag, read_at, next_read_at, created_by
    ) values (
      ${freeze.id}::text, ${freeze.compartmentId}::text, ${freeze.name}::text, ${freeze.reason}::text,
      ${freeze.enabled}::boolean, ${freeze.sourceKind}::text, ${freeze.calendarUrl}::text,
      ${freeze.calendarTimezone}::text, ${freeze.calendarText}::text, ${freeze.calendarEtag}::text,
      ${freeze.readAt}::timestamptz, ${freeze.nextReadAt}::timestamptz, ${freeze.createdBy}::text
    ) on conflict (compartment_id, name) do nothing
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** The freeze is locked. False when another freeze of the compartment has the name. */
export async function updateFreeze(
  tx: Transaction,
  freeze: Pick<FreezeSpec, 'id' | 'compartmentId' | 'name' | 'reason' | 'enabled'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update freezes f
    set compartment_id = ${freeze.compartmentId}::text, name = ${freeze.name}::text, reason = ${freeze.reason}::text,
      enabled = ${freeze.enabled}::boolean
    where id = ${freeze.id}::text and not exists (
      select from freezes other
      where other.compartment_id = ${freeze.compartmentId}::text and other.name = ${freeze.name}::text
        and other.id <> f.id
    )
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** Another source in the place of the one before; the freeze is locked. */
export async function updateSource(
  tx: Transaction,
  source: Pick<FreezeSpec, 'id' | 'sourceKind' | 'calendarUrl' | 'calendarTimezone' | 'nextReadAt'> & Reading,
): Promise<void> {
  await sql`
    update freezes
    set source_kind = ${source.sourceKind}::text, calendar_url = ${source.calendarUrl}::text,
      calendar_timezone = ${source.calendarTimezone}::text, calendar_text = ${source.calendarText}::text,
      calendar_etag = ${source.calendarEtag}::text, read_at = ${source.readAt}::timestamptz, read_fault = '',
      next_read_at = ${source.nextReadAt}::timestamptz
    where id = ${source.id}::text
  `.execute(tx);
}

export async function deleteFreeze(tx: Transaction, id: string): Promise<void> {
  await sql`delete from freezes where id = ${id}::text`.execute(tx);
}

/** What a reading of a calendar that is there already begins with. */
export interface StoredCalendar {
  readonly id: string;
  readonly sourceKind: 'ical-url' | 'ical';
  readonly calendarUrl: string | null;
  readonly calendarTimezone: string | null;
  readonly calendarText: string | null;
  readonly calendarEtag: string | null;
}

const stored = sql`
  id, source_kind as "sourceKind", calendar_url as "calendarUrl", calendar_timezone as "calendarTimezone",
  calendar_text as "calendarText", calendar_etag as "calendarEtag"
`;

export async function getStoredCalendar(db: Db, id: string): Promise<StoredCalendar | undefined> {
  const { rows } = await sql<StoredCalendar>`
    select ${stored} from freezes where id = ${id}::text and source_kind <> 'dates'
  `.execute(db);
  return rows[0];
}

/** One calendar whose turn it is, put off until `until` so that no other replica reads it too. */
export async function claimDueCalendar(
  db: Db,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<StoredCalendar | undefined> {
  const { rows } = await sql<StoredCalendar>`
    update freezes set next_read_at = ${until}::timestamptz
    where id = (
      select id from freezes where next_read_at <= ${now}::timestamptz and enabled
      order by next_read_at limit 1 for update skip locked
    )
    returning ${stored}
  `.execute(db);
  return rows[0];
}

/** The calendar is the one that was read: nobody has given the freeze another source meanwhile. */
const sameSource = ({ id, sourceKind, calendarUrl, calendarTimezone }: StoredCalendar) => sql`
  id = ${id}::text and source_kind = ${sourceKind}::text and calendar_url is not distinct from ${calendarUrl}::text
  and calendar_timezone is not distinct from ${calendarTimezone}::text
`;

/** False when the freeze has another source by now. */
export async function noteRead(
  tx: Transaction,
  calendar: StoredCalendar,
  read: Reading & { readonly nextReadAt: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update freezes
    set calendar_text = ${read.calendarText}::text, calendar_etag = ${read.calendarEtag}::text,
      read_at = ${read.readAt}::timestamptz, read_fault = '', next_read_at = ${read.nextReadAt}::timestamptz
    where ${sameSource(calendar)}
  `.execute(tx);
  return numAffectedRows === 1n;
}

/** Its periods stay as they were. */
export async function noteReadFault(
  db: Db,
  calendar: StoredCalendar,
  { fault, nextReadAt }: { readonly fault: string; readonly nextReadAt: Date },
): Promise<void> {
  await sql`
    update freezes set read_fault = ${fault}::text, next_read_at = ${nextReadAt}::timestamptz
    where ${sameSource(calendar)}
  `.execute(db);
}
