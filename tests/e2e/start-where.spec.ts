import { existsSync } from 'node:fs';
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineWithoutNetwork, smallMachine } from './harness/apt-machine.ts';
import { freePort } from './harness/free-port.ts';
import { ownFolder, type OwnFolder } from './harness/own-folder.ts';
import { ownProcesses, stagedCluster } from './harness/own-processes.ts';
import { npmStart, runCommand, type Ran } from './harness/run-command.ts';

const packages = ['bash', 'coreutils', 'dpkg', 'jq', 'libjq1', 'tzdata'];

const debian = existsSync('/usr/bin/apt-get');
const root = process.getuid?.() === 0;
if (!debian) console.log('skipped: a start scans this machine with apt, and there is none');
else if (!root) console.log('skipped: only root can become somebody else, and start as root');

let place: OwnFolder;

afterEach(() => place[Symbol.asyncDispose]());

function expectScan({ code, stdout, stderr }: Ran): void {
  expect(code, stderr).toBe(0);
  const { instances, reports } = JSON.parse(stdout) as { instances: object[]; reports: object[] };
  expect(instances).toEqual([
    expect.objectContaining({ updatesAvailable: expect.any(Number), cves: expect.any(Number) }),
  ]);
  expect(reports).toHaveLength(3);
  for (const report of reports) expect(report).toMatchObject({ state: 'INGESTED', rows: expect.any(Number) });
}

describe.skipIf(!debian || !root)('npm start -- --once --json', () => {
  it('works for a user without any right but on a folder of its own', async () => {
    place = await ownFolder(0o755);
    const nobody = 65_534;
    const home = join(place.folder, 'home');
    await mkdir(home);
    await chown(home, nobody, nobody);
    const dataDir = join(home, 'data');
    const env = {
      HOME: home,
      RUSTINE_DATA_DIR: dataDir,
      npm_config_cache: join(home, '.npm'),
      ...(await smallMachine(place.folder, packages)),
    };
    const as = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] as const;
    const port = String(await freePort());
    expectScan(await runCommand([...as, 'npm', 'start', '--', '--once', '--json', '--port', port], { env }));
    expect(await ownProcesses(dataDir)).toEqual([]);
  });

  it('works for root with a data directory in a folder that is closed to all others', async () => {
    place = await ownFolder(0o700);
    const env = { RUSTINE_DATA_DIR: place.dataDir, ...(await smallMachine(place.folder, packages)) };
    expectScan(await npmStart(['--once', '--json', '--port', String(await freePort())], { env }));
    const [staged] = await stagedCluster(place.dataDir);
    expect(await readdir(staged!)).toContain('cluster');
    expect(await ownProcesses(place.dataDir)).toEqual([]);
  });
});

describe.skipIf(!debian)('npm start where apt has no network', () => {
  let env: Record<string, string>;
  let closed: number;

  beforeEach(async () => {
    place = await ownFolder(0o755);
    closed = await freePort();
    env = {
      RUSTINE_DATA_DIR: place.dataDir,
      RUSTINE_PORT: String(await freePort()),
      ...(await machineWithoutNetwork(place.folder, closed)),
    };
  });

  it('fails, names the source and the reason, and claims nothing about updates', async () => {
    const { code, stdout, stderr } = await npmStart(['--once'], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rustine: Rustine-ScanInstance ended FAILED$/m);
    expect(stderr).toContain(
      `no package source can be read, the first is http://127.0.0.1:${closed}/debian bookworm: `,
    );
    expect(stderr).toContain('Connection refused) (SOURCE_FAILED; step scanLinux, exit code 1)\n');
    expect(stdout).toContain('none was scanned yet: nothing is known about it');
    expect(stdout + stderr).not.toMatch(/missing|patched|up to date|0 security updates/);

    const json = await npmStart(['--once', '--json'], { env });
    expect(json).toMatchObject({ code: 1, stdout: '' });
    expect(json.stderr).toContain(`http://127.0.0.1:${closed}/debian`);
  });
});
