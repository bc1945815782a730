import { createHash, randomBytes } from 'node:crypto';
import type { CalendarFeed } from '@rustine/contract';
import { recordAudit } from '../audit/index.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { feedExists, saveFeed } from './sql/calendar-feeds.ts';

export const CALENDAR_PATH = '/calendar';

/** Makes an address that shows when jobs run to whoever has it. One a person: the address before it ends. */
export async function createCalendarFeed({ db, publicUrl }: JobsDeps, asker: Asker): Promise<CalendarFeed> {
  const secret = randomBytes(32).toString('base64url');
  await saveFeed(db, { secretSha256: sumOf(secret), createdBy: asker.actor });
  await recordAudit(db, { ...asker, action: 'create calendar feed', target: asker.actor });
  return { url: `${publicUrl()}${CALENDAR_PATH}/${secret}.ics` };
}

export async function isCalendarSecret({ db }: Pick<JobsDeps, 'db'>, secret: string): Promise<boolean> {
  return feedExists(db, sumOf(secret));
}

function sumOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
