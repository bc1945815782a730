import { CodedError, type FreezeSource } from '@rustine/contract';
import type { Period } from '@rustine/domain';
import { CalendarFault } from './calendar/calendar-fault.ts';
import { isIana } from './calendar/find-zones.ts';
import { nextReadOf, periodsOf } from './calendar/read-calendar.ts';
import { readUrl } from './calendar/read-url.ts';
import type { FreezeSpec, Reading } from './sql/write-freezes.ts';

/** A source as it is kept, with the periods that it comes to. */
export type KeptSource = Pick<FreezeSpec, 'sourceKind' | 'calendarUrl' | 'calendarTimezone' | 'nextReadAt'> &
  Reading & { readonly periods: readonly Period[] };

/**
 * Reads the source that a person gave. A calendar that cannot be read now is refused: a freeze that holds at no time
 * would look like one that holds. @throws CodedError VALIDATION_FAILED with the place
 */
export async function readSource(source: FreezeSource, at: Date): Promise<KeptSource> {
  if (source.kind === 'dates') {
    const [from, to] = [new Date(source.from), new Date(source.to)];
    if (from >= to) throw refusal('body.source.to', `it must be later than ${source.from}`);
    const calendar = {
      calendarUrl: null,
      calendarTimezone: null,
      calendarText: null,
      calendarEtag: null,
      readAt: null,
    };
    return { sourceKind: 'dates', ...calendar, nextReadAt: null, periods: [{ from, to, summary: '' }] };
  }
  const { timezone = null } = source;
  if (timezone !== null && !isIana(timezone))
    throw refusal('body.source.timezone', `"${timezone}" is no time zone such as Europe/Paris`);
  try {
    const { text, etag } = source.kind === 'ical' ? { text: source.text, etag: null } : await fetchFirst(source.url);
    return {
      sourceKind: source.kind,
      calendarUrl: source.kind === 'ical' ? null : source.url,
      calendarTimezone: timezone,
      calendarText: text,
      calendarEtag: etag,
      readAt: at,
      nextReadAt: nextReadOf(source.kind, at),
      periods: periodsOf(text, { timezone, at }),
    };
  } catch (error) {
    if (!(error instanceof CalendarFault)) throw error;
    throw refusal(source.kind === 'ical' ? 'body.source.text' : 'body.source.url', error.message);
  }
}

async function fetchFirst(url: string): Promise<{ text: string; etag: string | null }> {
  const read = await readUrl(url, null);
  // Without an ETag nothing can be unchanged.
  if (read === 'UNCHANGED') throw new CalendarFault('it is said to be unchanged, and was never read');
  return read;
}

function refusal(place: string, message: string): CodedError {
  return new CodedError('VALIDATION_FAILED', `The freeze cannot be read: ${message}.`, {
    details: [{ place, message }],
  });
}
