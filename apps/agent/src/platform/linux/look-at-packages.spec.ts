import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { holderOf } from './look-at-packages.ts';

it('names the process that holds a lock, and nobody once it is let go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-lock-'));
  const lock = join(folder, 'lock');
  writeFileSync(lock, '');
  expect(holderOf(lock)).toBeNull();
  const holder = spawn('flock', ['--no-fork', lock, 'sh', '-c', 'echo held; read x'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await once(holder.stdout, 'data');
    expect(holderOf(lock)).toBe(holder.pid);
    holder.stdin.end('\n');
    await once(holder, 'exit');
    expect(holderOf(lock)).toBeNull();
  } finally {
    holder.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

it('reads the locks that apt and rpm take', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-lock-'));
  const lock = join(folder, 'lock');
  writeFileSync(lock, '');
  const { ino } = statSync(lock);
  expect(holderOf(lock, `1: POSIX  ADVISORY  WRITE 4711 fe:00:${ino} 0 EOF\n`)).toBe(4711);
  expect(holderOf(lock, `1: POSIX  ADVISORY  READ 4711 fe:00:${ino} 0 EOF\n`)).toBeNull();
  expect(holderOf(lock, `1: POSIX  ADVISORY  WRITE 4711 fe:00:${ino}9 0 EOF\n`)).toBeNull();
  expect(holderOf(join(folder, 'none'))).toBeNull();
  rmSync(folder, { recursive: true });
});
