import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameBoot, openKnownBoot, type SeenBoot } from './known-boot.ts';
import { openJournal } from './open-journal.ts';

const minute = 60_000;
const seen = (bootId: string, uptimeMs: number): SeenBoot => ({ bootId, uptimeMs });

describe('the name of a boot', () => {
  it('is what the kernel says, where it says something', () => {
    expect(nameBoot(null, seen('8f6e', 5))).toBe('8f6e');
    expect(nameBoot(seen('8f6e', 5000), seen('8f6e', 10))).toBe('8f6e');
    expect(nameBoot(seen('8f6e', 5), seen('11aa', 10))).toBe('11aa');
  });

  const before = seen('boot-2026-03-01T12:00:00.000Z', 10 * minute);

  it.each([
    ['stays when its estimated time wavers', '12:01', 11, '12:00'],
    ['stays when the clock is corrected by some minutes', '11:54', 10, '12:00'],
    ['is another one when the machine has been up for less time than before', '12:01', 2, '12:01'],
    ['is another one when the time of the boot is far from the last', '13:30', 12, '13:30'],
  ])('%s, where it can only be estimated', (_, time, minutes, expected) => {
    const now = seen(`boot-2026-03-01T${time}:00.000Z`, minutes * minute);
    expect(nameBoot(before, now)).toBe(`boot-2026-03-01T${expected}:00.000Z`);
  });

  it('is another one after a reboot within the same minute, and after one more', () => {
    const second = nameBoot(before, seen(before.bootId, minute));
    expect(second).not.toBe(before.bootId);
    const third = nameBoot(seen(second, 3 * minute), seen(before.bootId, minute));
    expect(new Set([before.bootId, second, third]).size).toBe(3);
  });

  it('is remembered, with the uptime that was noted last', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-boot-'));
    const journal = openJournal(join(folder, 'journal.sqlite'));
    let uptime = minute;
    const open = (told: string) => openKnownBoot(journal, told, () => uptime);
    const first = open(before.bootId);
    uptime = 5 * minute;
    first.noteUptime();
    expect(open('boot-2026-03-01T12:01:00.000Z').bootId).toBe(before.bootId);
    uptime = 2 * minute;
    expect(open('boot-2026-03-01T12:06:00.000Z').bootId).toBe('boot-2026-03-01T12:06:00.000Z');
    journal.close();
    rmSync(folder, { recursive: true });
  });
});
