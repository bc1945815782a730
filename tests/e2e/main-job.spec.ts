import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createLakeReader, countRows } from '@rustine/lake';
import { reportKinds } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aptUpgradable, cvesInChangelogs, type AptUpdate } from './harness/apt-says.ts';
import { freePort } from './harness/free-port.ts';
import { root } from './harness/run-process.ts';

interface Printed {
  readonly instances: {
    id: string;
    hostname: string;
    osName: string;
    updatesAvailable: number;
    securityUpdates: number;
    cves: number;
    rebootRequired: boolean | null;
  }[];
  readonly reports: { kind: string; key: string; sha256: string; rows: number; state: string }[];
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start -- …` as a person types it. */
async function npmStart(args: readonly string[], env: Record<string, string>): Promise<Run> {
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

const debian = existsSync('/usr/bin/apt-get');
if (!debian) console.log('skipped: the main job on this machine needs apt, and there is none');

describe.skipIf(!debian)('npm start -- --once --json', () => {
  let folder: string;
  let env: Record<string, string>;
  let first: Run;
  let printed: Printed;
  let apt: AptUpdate[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rustine-main-'));
    await chmod(folder, 0o755);
    env = { RUSTINE_DATA_DIR: join(folder, 'data'), RUSTINE_PORT: String(await freePort()) };
    apt = await aptUpgradable();
    first = await npmStart(['--once', '--json'], env);
    if (first.code !== 0) throw new Error(first.stderr);
    printed = JSON.parse(first.stdout) as Printed;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('prints one JSON object on stdout and nothing else there', () => {
    expect(Object.keys(printed).toSorted()).toEqual(['instances', 'reports']);
    expect(printed.instances).toHaveLength(1);
    expect(Object.keys(printed.instances[0]!).toSorted()).toEqual([
      'cves',
      'hostname',
      'id',
      'osName',
      'rebootRequired',
      'securityUpdates',
      'updatesAvailable',
    ]);
  });

  it('counts the updates that apt itself counts', () => {
    expect(printed.instances[0]).toMatchObject({
      updatesAvailable: apt.length,
      securityUpdates: apt.filter((update) => update.security).length,
    });
  });

  it('has the three reports of a scan ingested, each with the sum that it was uploaded with', () => {
    expect(printed.reports.map((report) => report.kind).toSorted()).toEqual([
      'available-updates',
      'software-inventory',
      'updates-before',
    ]);
    for (const report of printed.reports) {
      expect(report.state).toBe('INGESTED');
      expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(report.key).toContain(`instance=${printed.instances[0]!.id}/`);
    }
    const available = printed.reports.find((report) => report.kind === 'available-updates');
    expect(available!.rows).toBe(apt.length);
  });

  it('names, for the whole machine, the CVE ids that stand in the changelogs', async () => {
    const ids = new Set<string>();
    for (const update of apt.filter((candidate) => candidate.security)) {
      for (const id of (await cvesInChangelogs(update)) ?? []) ids.add(id);
    }
    // A binary package whose changelog lies in another one of its source is read there by us; the ids are the same.
    expect(printed.instances[0]!.cves).toBe(ids.size);
  });

  it('finds its database, identity and history again at the second start, with each row once more in the lake', async () => {
    const second = await npmStart(['--once', '--json'], env);
    expect(second.code, second.stderr).toBe(0);
    const again = JSON.parse(second.stdout) as Printed;
    expect(again.instances.map((instance) => instance.id)).toEqual(printed.instances.map((instance) => instance.id));
    expect(again.instances[0]!.cves).toBe(printed.instances[0]!.cves);
    const reader = await createLakeReader({ lakeRoot: join(env['RUSTINE_DATA_DIR']!, 'lake') });
    try {
      for (const kind of reportKinds) {
        const rows = [...printed.reports, ...again.reports]
          .filter((report) => report.kind === kind)
          .map((report) => report.rows);
        if (rows.length === 0) continue;
        const [counted] = await reader.run(countRows(kind), {});
        expect(counted!.rows, kind).toBe(rows.reduce((sum, count) => sum + count, 0));
      }
    } finally {
      reader.close();
    }
  });

  it('keeps its secrets in files that their owner alone can read, and out of the logs', async () => {
    const dataDir = env['RUSTINE_DATA_DIR']!;
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    expect((await stat(join(dataDir, 'admin-token'))).mode & 0o077).toBe(0);
    for (const log of ['server.log', 'agent.log']) {
      const lines = await readFile(join(dataDir, 'logs', log), 'utf8');
      expect(lines).not.toContain(token);
      expect(lines).not.toMatch(/rst_(token|session|link|enroll)_/);
      expect(lines).not.toMatch(/signature=|eyJ[A-Za-z0-9_-]{20,}\./);
    }
  });

  it('leaves no process behind', async () => {
    const left: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (environ.includes(env['RUSTINE_DATA_DIR']!) && Number(pid) !== process.pid)
        left.push(await readFile(`/proc/${pid}/cmdline`, 'utf8'));
    }
    expect(left).toEqual([]);
  });
});
