import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { renderCalendar } from './render-calendar.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'Europe/Paris' } as const;

async function serve(bed: Awaited<ReturnType<typeof openJobs>>) {
  const app = Fastify();
  bed.jobs.publicRoutes(app);
  const feed = () => bed.jobs.handlers.createCalendarFeed(bed.asked as never);
  const get = async (url: string) => app.inject({ url: new URL(url).pathname });
  return { feed, get };
}

describe('the calendar', () => {
  it('shows the executions to come to whoever has the address', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ name: 'Patch Tuesday, late', schedule: daily });
    await bed.jobs.handlers.skipNextExecution({ ...bed.asked, params: { jobId: id } } as never);
    const { feed, get } = await serve(bed);
    const { url } = await feed();
    const response = await get(url);
    expect(response.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const lines = response.body.split('\r\n');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(90);
    expect(lines).toContain('DTSTART:20260301T210000Z');
    expect(lines).toContain(String.raw`SUMMARY:Patch Tuesday\, late`);
    expect(lines.filter((line) => line === 'STATUS:CANCELLED')).toHaveLength(1);
  });

  it('is not there for anybody else, nor at an address that was replaced', async () => {
    await using bed = await openJobs();
    const { feed, get } = await serve(bed);
    const { url } = await feed();
    expect((await get(`http://127.0.0.1/calendar/${'A'.repeat(43)}.ics`)).statusCode).toBe(404);
    expect((await get('http://127.0.0.1/calendar/short.ics')).statusCode).toBe(404);
    await feed();
    expect((await get(url)).statusCode).toBe(404);
  });

  it('says so where more executions come than fit', async () => {
    await using bed = await openJobs();
    for (const name of ['a', 'b', 'c'])
      await bed.create({ name, schedule: { kind: 'cron', cron: '0 * * * *', timezone: 'UTC' } });
    const { feed, get } = await serve(bed);
    const { body } = await get((await feed()).url);
    expect(body.match(/BEGIN:VEVENT/g)).toHaveLength(5001);
    expect(body).toContain('SUMMARY:Rustine: more runs follow');
    const uids = body.match(/^UID:.*$/gm);
    expect(new Set(uids)).toHaveProperty('size', 5001);
  });

  it('tells two restarts of a job at one time apart', () => {
    const restart = { jobId: 'job-1', jobName: 'a', kind: 'REBOOT', at: '2026-03-03T03:00:00.000Z' } as const;
    const plain = { skipped: false, freezes: [], moved: null, windowRequired: false, window: null, instances: 1 };
    const items = [restart, restart].map((execution) => ({ ...execution, ...plain }) as never);
    const body = renderCalendar({ items, complete: true }, 'http://127.0.0.1');
    expect(new Set(body.match(/^UID:.*$/gm))).toHaveProperty('size', 2);
  });

  it('keeps no address in clear', async () => {
    await using bed = await openJobs();
    const { feed } = await serve(bed);
    const { url } = await feed();
    const { rows } = await bed.database.pool.query('select * from calendar_feeds');
    expect(JSON.stringify(rows)).not.toContain(url.slice(-20, -4));
  });
});
