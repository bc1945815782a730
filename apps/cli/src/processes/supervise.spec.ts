import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogFile } from './log-file.ts';
import { supervise, type Supervised } from './supervise.ts';

let folder: string;
let supervised: Supervised | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-supervise-'));
});

afterEach(async () => {
  await supervised?.stop(5000);
  supervised = null;
  await rm(folder, { recursive: true, force: true });
});

/** Starts a child of this source; each life of it appends its pid to the file `lives`. */
async function launch(source: string, on: { restart?: (why: string) => void; giveUp?: (why: string) => void } = {}) {
  const program = join(folder, 'child.mjs');
  await writeFile(
    program,
    `import fs from 'node:fs';\nfs.appendFileSync(process.argv[2], process.pid + '\\n');\n${source}`,
  );
  const log = createLogFile(join(folder, 'logs', 'child.log'));
  supervised = supervise({
    argv: [program, join(folder, 'lives')],
    env: {},
    log,
    onRestart: on.restart ?? (() => {}),
    onGiveUp: on.giveUp ?? (() => {}),
  });
  return { log, child: supervised };
}

async function lives(atLeast: number): Promise<number[]> {
  return vi.waitFor(
    async () => {
      const pids = (await readFile(join(folder, 'lives'), 'utf8')).trim().split('\n').map(Number);
      if (pids.length < atLeast) throw new Error(`only ${pids.length} lives`);
      return pids;
    },
    { timeout: 20_000, interval: 20 },
  );
}

const untilParentEnds = `process.stdin.resume().on('end', () => process.exit(0));`;

describe('supervise', () => {
  it('starts a process again after kill -9, and tells so', async () => {
    const told: string[] = [];
    const { child } = await launch(untilParentEnds, { restart: (why) => told.push(why) });
    child.markReady();
    const [first] = await lives(1);
    process.kill(first!, 'SIGKILL');
    const [, second] = await lives(2);
    expect(told).toEqual(['was killed (SIGKILL)']);
    await vi.waitFor(() => expect(child.pid).toBe(second));
  });

  it('does not start one again that failed at its start, and keeps its last words', async () => {
    const reason = await new Promise<string>((resolve) => {
      void launch(`console.error('no such database'); process.exit(3);`, { giveUp: resolve });
    });
    expect(reason).toBe('ended with exit code 3');
    expect(createLogFile(join(folder, 'logs', 'child.log')).lastLines(1)).toEqual(['no such database']);
    expect(await lives(1)).toHaveLength(1);
  });

  it('asks a process to end, and is done only when it is gone', async () => {
    const { child } = await launch(
      `process.on('SIGTERM', () => { fs.writeFileSync(process.argv[2] + '.ended', 'cleanly'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');`,
    );
    await vi.waitFor(() => expect(createLogFile(join(folder, 'logs', 'child.log')).lastLines(1)).toEqual(['up']), {
      timeout: 10_000,
    });
    await child.stop(10_000);
    expect(await readFile(join(folder, 'lives.ended'), 'utf8')).toBe('cleanly');
    expect(child.pid).toBeUndefined();
  });

  it('kills a process that does not end when asked', async () => {
    const { child, log } = await launch(
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');`,
    );
    await vi.waitFor(() => expect(log.lastLines(1)).toEqual(['up']), { timeout: 10_000 });
    const [pid] = await lives(1);
    await child.stop(50);
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
  });
});
