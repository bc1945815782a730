import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanFolders } from './clean-folders.ts';

const day = 24 * 60 * 60 * 1000;

describe('cleanFolders', () => {
  it('keeps twenty, none older than two weeks, and every one whose invocation is not over', () => {
    const parent = mkdtempSync(join(tmpdir(), 'rustine-clean-'));
    const now = Date.now();
    const make = (name: string, ageMs: number) => {
      mkdirSync(join(parent, name));
      utimesSync(join(parent, name), new Date(now - ageMs), new Date(now - ageMs));
    };
    for (let index = 0; index < 18; index += 1) make(`recent-${index}`, index * 1000);
    make('old', 15 * day);
    make('old-but-open', 16 * day);
    make('very-old', 90 * day);
    const removed = cleanFolders(parent, { now, isOver: (id) => id !== 'old-but-open' });
    expect(removed).toEqual(['old', 'very-old']);
    for (let index = 18; index < 25; index += 1) make(`recent-${index}`, index * 1000);
    expect(cleanFolders(parent, { now, isOver: () => true })).toHaveLength(6);
    expect(readdirSync(parent)).toHaveLength(20);
    rmSync(parent, { recursive: true });
  });
});
