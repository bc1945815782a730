import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { addInstance } from '../../testing/fleet-rows.ts';
import { readDueCalendars } from './calendar/read-calendar.ts';
import { openWindows, type OpenWindows } from './testing/open-windows.ts';
import { serveCalendar } from './testing/serve-calendar.ts';

const now = new Date('2026-12-08T12:00:00Z');
const hours = (number: number) => new Date(now.getTime() + number * 3_600_000);

let house: OpenWindows;
let prod: string;
let web: string;
let inWeb: string;
let inRoot: string;

beforeAll(async () => {
  house = await openWindows(now);
  prod = (await house.askFleet('createCompartment', { body: { name: 'prod' } })).id;
  web = (await house.askFleet('createCompartment', { body: { name: 'web', parentId: prod } })).id;
  inWeb = await addInstance(house.database.db, { compartmentId: web });
  inRoot = await addInstance(house.database.db);
});

beforeEach(async () => {
  house.now = now;
  await sql`delete from freezes`.execute(house.database.db);
});

afterAll(() => house[Symbol.asyncDispose]());

const dates = (from: number, to: number) => ({
  kind: 'dates',
  from: hours(from).toISOString(),
  to: hours(to).toISOString(),
});
const create = (spec: object = {}) =>
  house.ask('createFreeze', { body: { name: newId('freeze'), enabled: true, source: dates(-1, 1), ...spec } });
const freezesOn = async (at = now) => {
  const found = await house.windows.freezesOn(house.database.db, { instanceIds: [inWeb, inRoot], at });
  return [found.get(inWeb)?.name, found.get(inRoot)?.name];
};

const xmas = (day: string) =>
  [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'SUMMARY:Holidays',
    `DTSTART;VALUE=DATE:${day}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

describe('a freeze', () => {
  it('holds for its compartment and all below it, from its start to just before its end', async () => {
    const freeze = await create({ name: 'prod', compartmentId: prod, reason: 'year end' });
    expect(freeze).toMatchObject({ active: true, reason: 'year end', source: dates(-1, 1), readAt: null });
    expect(freeze.periods).toEqual([{ from: hours(-1).toISOString(), to: hours(1).toISOString(), summary: '' }]);
    expect(await freezesOn()).toEqual(['prod', undefined]);
    expect(await freezesOn(hours(-1))).toEqual(['prod', undefined]);
    expect(await freezesOn(hours(1))).toEqual([undefined, undefined]);
    await create({ name: 'all', compartmentId: ROOT_COMPARTMENT_ID, source: dates(-2, 9) });
    expect(await freezesOn()).toEqual(['all', 'all']);
  });

  it('ends when the last of its periods does that overlap or touch', async () => {
    const text = [
      '20261208T110000Z/20261208T130000Z',
      '20261208T130000Z/20261208T150000Z',
      '20261209T000000Z/20261209T010000Z',
    ];
    const events = text.flatMap((each) => {
      const [from, to] = each.split('/');
      return ['BEGIN:VEVENT', `DTSTART:${from}`, `DTEND:${to}`, 'END:VEVENT'];
    });
    await create({ source: { kind: 'ical', text: ['BEGIN:VCALENDAR', ...events, 'END:VCALENDAR'].join('\n') } });
    const found = await house.windows.freezesOn(house.database.db, { instanceIds: [inRoot], at: now });
    expect(found.get(inRoot)?.until).toEqual(hours(3));
  });

  it('counts for nothing while it is disabled, and is changed and deleted with an audit', async () => {
    const { id } = await create({ name: 'off', enabled: false });
    expect(await freezesOn()).toEqual([undefined, undefined]);
    const update = (body: object) => house.ask('updateFreeze', { params: { freezeId: id }, body });
    expect(await update({ enabled: true })).toMatchObject({ active: true, name: 'off' });
    expect(await update({ source: dates(2, 3) })).toMatchObject({ active: false, source: dates(2, 3) });
    await house.ask('deleteFreeze', { params: { freezeId: id } });
    await expect(house.ask('getFreeze', { params: { freezeId: id } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await sql<{
      action: string;
    }>`select action from audit_events where target = ${id} order by id`.execute(house.database.db);
    expect(rows.map(({ action }) => action)).toEqual([
      'create freeze',
      'change freeze',
      'change freeze',
      'delete freeze',
    ]);
  });

  it.each([
    [{ source: dates(1, 1) }, 'VALIDATION_FAILED', 'body.source.to'],
    [{ source: { kind: 'ical', text: 'no calendar' } }, 'VALIDATION_FAILED', 'body.source.text'],
    [
      { source: { kind: 'ical', text: xmas('20261224'), timezone: 'Mars' } },
      'VALIDATION_FAILED',
      'body.source.timezone',
    ],
    [{ source: { kind: 'ical-url', url: 'http://169.254.169.254/' } }, 'VALIDATION_FAILED', 'body.source.url'],
    [{ compartmentId: newId('compartment') }, 'NOT_FOUND', 'body.compartmentId'],
  ])('with %j is refused, and not kept', async (spec, code, place) => {
    await expect(create(spec)).rejects.toMatchObject({ code, details: [{ place }] });
    expect((await house.ask('listFreezes', { query: { limit: 100 } })).items).toEqual([]);
  });

  it('says when the next one begins for an instance, above it or in its compartment', async () => {
    const next = async (id: string, after = now) => await house.windows.nextFreezeStart(house.database.db, id, after);
    expect(await next(inWeb)).toBeNull();
    await create({ name: 'prod', compartmentId: prod, source: dates(2, 4) });
    await create({ name: 'all', source: dates(5, 6) });
    await create({ name: 'off', source: dates(1, 6), enabled: false });
    expect([await next(inWeb), await next(inRoot)]).toEqual([hours(2), hours(5)]);
    expect(await next(inWeb, hours(2))).toEqual(hours(5));
  });

  it('has one name in its compartment, and is found by the instances that it holds for', async () => {
    await create({ name: 'a', compartmentId: prod });
    await create({ name: 'b' });
    await expect(create({ name: 'b' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    const names = async (query: object) =>
      (await house.ask('listFreezes', { query: { limit: 100, ...query } })).items.map(({ name }) => name);
    expect(await names({ instanceId: inWeb })).toEqual(['a', 'b']);
    expect(await names({ instanceId: inRoot })).toEqual(['b']);
    expect(await names({ compartmentId: prod })).toEqual(['a']);
  });

  it('is shown in the calendar of every compartment that it holds for', async () => {
    await create({ name: 'prod', compartmentId: prod, source: dates(-1, 1) });
    const asked = { compartmentIds: [web, ROOT_COMPARTMENT_ID], from: now, to: hours(9) };
    const found = await house.windows.freezesOfCompartments(house.database.db, asked);
    expect(found.get(web)).toEqual([expect.objectContaining({ name: 'prod', from: hours(-1), to: hours(1) })]);
    expect(found.get(ROOT_COMPARTMENT_ID)).toEqual([]);
  });
});

describe('the calendar of a freeze', () => {
  const sweep = () => readDueCalendars({ db: house.database.db, clock: () => house.now, log: quietLog });
  const show = (freezeId: string) => house.ask('getFreeze', { params: { freezeId } });

  it('is read at once, each hour again, and its text only when it has changed', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id, periods, source } = await create({
      source: { kind: 'ical-url', url: calendar.url, timezone: 'Europe/Paris' },
    });
    expect(source).toEqual({ kind: 'ical-url', url: calendar.url, timezone: 'Europe/Paris' });
    expect(periods).toEqual([
      { from: '2026-12-23T23:00:00.000Z', to: '2026-12-24T23:00:00.000Z', summary: 'Holidays' },
    ]);
    await sweep();
    expect(calendar.asked).toBe(1);
    house.now = hours(1);
    await sweep();
    expect(calendar).toMatchObject({ asked: 2, unchanged: 1 });
    expect(await show(id)).toMatchObject({ periods, readAt: hours(1).toISOString() });
    calendar.text = xmas('20261225');
    house.now = hours(2);
    await sweep();
    expect((await show(id)).periods[0]?.from).toBe('2026-12-24T23:00:00.000Z');
  });

  it('holds as it was while it cannot be read, and says why, until it can be read again', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id, periods } = await create({ source: { kind: 'ical-url', url: calendar.url } });
    for (const [text, fault] of [
      [null, 'answered 503'],
      ['<html>', 'not in the form of iCalendar'],
    ] as const) {
      calendar.text = text;
      house.now = new Date(house.now.getTime() + 3_600_000);
      await sweep();
      expect(await show(id)).toMatchObject({
        periods,
        readFault: expect.stringContaining(fault),
        readAt: now.toISOString(),
      });
      const read = house.ask('readFreezeCalendar', { params: { freezeId: id } });
      await expect(read).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining(fault) });
    }
    calendar.text = xmas('20261226');
    const again = await house.ask('readFreezeCalendar', { params: { freezeId: id } });
    expect(again).toMatchObject({ readFault: '', periods: [{ from: '2026-12-26T00:00:00.000Z' }] });
  });

  it('is left alone by other replicas while one reads it', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id } = await create({ source: { kind: 'ical-url', url: calendar.url } });
    house.now = hours(1);
    const asked = calendar.hang();
    const first = sweep();
    await asked;
    await Promise.all([sweep(), sweep()]);
    calendar.resume();
    await first;
    expect(calendar.asked).toBe(2);
    expect(await show(id)).toMatchObject({ readAt: hours(1).toISOString(), readFault: '' });
  });

  it('that was given as text reaches two years further as time goes by, and is never shown', async () => {
    const text = xmas('20261224').replace('END:VEVENT', 'RRULE:FREQ=YEARLY\r\nEND:VEVENT');
    const freeze = await create({ source: { kind: 'ical', text } });
    expect(freeze.source).toEqual({ kind: 'ical', timezone: null });
    expect(freeze.periods.map(({ from }) => from.slice(0, 4))).toEqual(['2026', '2027']);
    house.now = new Date('2027-12-31T00:00:00Z');
    await sweep();
    expect((await show(freeze.id)).periods.map(({ from }) => from.slice(0, 4))).toEqual(['2028', '2029']);
  });

  it('leaves its URL out of the audit, and is not read where there are dates', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id } = await create({ source: { kind: 'ical-url', url: calendar.url } });
    const { rows } = await sql<{ details: object }>`select details from audit_events where target = ${id}`.execute(
      house.database.db,
    );
    expect(JSON.stringify(rows)).not.toContain('secret');
    const { id: freezeId } = await create();
    await expect(house.ask('readFreezeCalendar', { params: { freezeId } })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('that does not answer keeps the server neither from starting nor from stopping, and has no fault then', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id } = await create({ source: { kind: 'ical-url', url: calendar.url } });
    house.now = hours(1);
    const asked = calendar.hang();
    await house.windows.start();
    await asked;
    await house.windows.stop();
    expect(await show(id)).toMatchObject({ readFault: '', periods: [{ summary: 'Holidays' }] });
  });

  it('that is put in the place of another while that one is read wins', async () => {
    await using calendar = await serveCalendar(xmas('20261224'));
    const { id } = await create({ source: { kind: 'ical-url', url: calendar.url } });
    house.now = hours(1);
    const [, changed] = await Promise.all([
      sweep(),
      house.ask('updateFreeze', { params: { freezeId: id }, body: { source: dates(5, 6) } }),
    ]);
    expect(changed.source).toEqual(dates(5, 6));
    expect((await show(id)).periods).toHaveLength(1);
    expect((await show(id)).source).toEqual(dates(5, 6));
  });
});
