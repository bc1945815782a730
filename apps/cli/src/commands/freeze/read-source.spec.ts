import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFreezeSource } from './read-source.ts';

describe('the times of a freeze', () => {
  it.each([
    ['2026-12-20 18:00', 'Europe/Paris', '2026-12-20T17:00:00.000Z'],
    ['2026-12-20T18:00', undefined, '2026-12-20T18:00:00.000Z'],
    ['2026-12-20', 'Europe/Paris', '2026-12-19T23:00:00.000Z'],
    ['2026-12-20T18:00:00+01:00', 'Asia/Tokyo', '2026-12-20T17:00:00.000Z'],
    ['2026-12-20T18:00:00Z', undefined, '2026-12-20T18:00:00.000Z'],
  ])('%s in %s is %s', async (from, zone, instant) => {
    expect(await readFreezeSource({ from, to: '2027-01-04', ...(zone !== undefined && { zone }) })).toMatchObject({
      kind: 'dates',
      from: instant,
    });
  });

  it('are a calendar that is read here or by the server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rustine-freeze-'));
    try {
      await writeFile(join(folder, 'a.ics'), 'BEGIN:VCALENDAR');
      expect(await readFreezeSource({ icalFile: join(folder, 'a.ics'), zone: 'Europe/Paris' })).toEqual({
        kind: 'ical',
        text: 'BEGIN:VCALENDAR',
        timezone: 'Europe/Paris',
      });
      await expect(readFreezeSource({ icalFile: join(folder, 'b.ics') })).rejects.toThrow('--ical-file cannot be read');
    } finally {
      await rm(folder, { recursive: true });
    }
    const icalUrl = 'https://calendar.example.org/freeze.ics';
    expect(await readFreezeSource({ icalUrl })).toEqual({ kind: 'ical-url', url: icalUrl });
    expect(await readFreezeSource({})).toBeUndefined();
  });

  it.each([
    [{ from: '2026-12-20' }, 'needs both --from and --to'],
    [{ from: '2026-12-20', to: 'soon' }, '--to "soon" is neither'],
    [{ from: '2026-02-30', to: '2026-12-20' }, '--from "2026-02-30" is neither'],
    [{ from: '2026-12-20', to: '2027-02-30T10:00:00+01:00' }, '--to "2027-02-30T10:00:00+01:00" is neither'],
    [{ from: '2026-12-20', to: '2026-12-21', zone: 'Mars' }, '--zone "Mars" is no time zone'],
    [{ from: '2026-12-20', to: '2026-12-21', icalUrl: 'https://x' }, 'one of them'],
    [{ zone: 'UTC' }, '--zone goes with'],
  ])('%j are refused', async (options, message) => {
    await expect(readFreezeSource(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});
