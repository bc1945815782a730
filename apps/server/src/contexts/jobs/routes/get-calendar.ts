import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CALENDAR_PATH, isCalendarSecret } from '../calendar-feed.ts';
import type { JobsDeps } from '../jobs-deps.ts';
import { listUpcoming } from '../list-upcoming.ts';
import { renderCalendar } from '../render-calendar.ts';

const DAYS_SHOWN = 90;
/** A job of every hour has 2,160 in that time. */
const EVENTS_MAX = 5000;

const params = z.object({ file: z.string().regex(/^[A-Za-z0-9_-]{43}\.ics$/) });

/** GET /calendar/SECRET.ics: what calendars subscribe to. They send no token, so the address is the secret. */
export function registerGetCalendar(app: FastifyInstance, deps: JobsDeps): void {
  app.get(`${CALENDAR_PATH}/:file`, { schema: { hide: true } }, async (request, reply) => {
    const parsed = params.safeParse(request.params);
    const isKnown = parsed.success && (await isCalendarSecret(deps, parsed.data.file.slice(0, -'.ics'.length)));
    if (!isKnown) return reply.callNotFound();
    const from = deps.clock();
    const until = new Date(from.getTime() + DAYS_SHOWN * 86_400_000);
    const upcoming = await listUpcoming(deps, { from, until, limit: EVENTS_MAX });
    return reply
      .type('text/calendar; charset=utf-8')
      .header('cache-control', 'private, max-age=900')
      .send(renderCalendar(upcoming, deps.publicUrl()));
  });
}
