import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandClaims } from '@rustine/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInvocationRecords } from './invocation-records.ts';
import { openJournal, type Journal } from './open-journal.ts';
import { openStopwatches } from './stopwatches.ts';

const id = 'inv-1';
let folder: string;
let journal: Journal;
let uptime: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-stopwatch-'));
  journal = openJournal(join(folder, 'journal.sqlite'));
  openInvocationRecords(journal).accept({ jti: id } as CommandClaims, 0);
  uptime = 1000;
});
afterEach(() => {
  vi.useRealTimers();
  journal.close();
  rmSync(folder, { recursive: true });
});

const open = (bootId: string) => openStopwatches(journal, { bootId, uptimeMs: () => uptime });

describe('a stopwatch', () => {
  it('counts from its start, not while it is paused, and each purpose for itself', () => {
    const watches = open('boot-1');
    expect(watches.start(id, 'run')).toBe(0);
    uptime += 300;
    watches.pause(id, 'run');
    uptime += 5000;
    expect(watches.start(id, 'run')).toBe(300);
    expect(watches.start(id, 'publish')).toBe(0);
  });

  it('counts the time in which a killed agent was away, because what it ran may have gone on', () => {
    open('boot-1').start(id, 'run');
    uptime += 700;
    expect(open('boot-1').start(id, 'run')).toBe(700);
  });

  it('goes on after a reboot with what it had counted, and counts nothing of the time in between', () => {
    const watches = open('boot-1');
    watches.start(id, 'run');
    uptime += 700;
    watches.pause(id, 'run');
    uptime = 20;
    expect(open('boot-2').start(id, 'run')).toBe(700);
    uptime += 5;
    expect(open('boot-2').start(id, 'run')).toBe(705);
  });

  it('is not fooled by a clock that jumps, either way', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const watches = open('boot-1');
    watches.start(id, 'run');
    for (const jumped of ['2099-01-01', '1970-01-02']) {
      vi.setSystemTime(new Date(jumped));
      expect(watches.start(id, 'run')).toBe(0);
    }
    uptime += 10;
    expect(open('boot-1').start(id, 'run')).toBe(10);
  });
});
