import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const KEPT_MAX = 20;
const KEPT_MS_MAX = 14 * 24 * 60 * 60 * 1000;

/**
 * Removes the folders of invocations that are over: those beyond the newest twenty, and those older than two weeks.
 * Amazon's agent filled disks by keeping them.
 */
export function cleanFolders(
  parent: string,
  { now, isOver }: { now: number; isOver: (invocationId: string) => boolean },
): string[] {
  const folders = readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, changedAt: statSync(join(parent, name)).mtimeMs }))
    .toSorted((a, b) => b.changedAt - a.changedAt);
  const old = folders.filter(
    ({ name, changedAt }, rank) => (rank >= KEPT_MAX || now - changedAt > KEPT_MS_MAX) && isOver(name),
  );
  for (const { name } of old) rmSync(join(parent, name), { recursive: true, force: true });
  return old.map(({ name }) => name);
}
