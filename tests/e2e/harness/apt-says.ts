import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const run = promisify(execFile);
const environment = { ...process.env, LC_ALL: 'C' };
const bounds = { maxBuffer: 256 * 1024 * 1024, timeout: 240_000, env: environment };

/** An update as apt itself tells of it, by its own commands and not by our script. */
export interface AptUpdate {
  readonly name: string;
  readonly architecture: string;
  readonly candidate: string;
  readonly installed: string;
  readonly security: boolean;
}

/** `apt list --upgradable`, as it stands after `apt-get update`. A line: `name/suite,suite version arch [upgradable from: old]`. */
export async function aptUpgradable(): Promise<AptUpdate[]> {
  await run('apt-get', ['update', '-q'], bounds);
  const { stdout } = await run('apt', ['list', '--upgradable'], bounds);
  return stdout.split('\n').flatMap((line) => {
    const match = /^([^/]+)\/(\S+) (\S+) (\S+) \[upgradable from: (\S+)\]$/.exec(line);
    if (match === null) return [];
    const [, name, suites, candidate, architecture, installed] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return [
      {
        name,
        architecture,
        candidate,
        installed,
        security: suites.split(',').some((suite) => suite.endsWith('-security')),
      },
    ];
  });
}

const idsIn = (text: string) => new Set(text.match(/CVE-\d{4}-\d{4,}/g) ?? []);

async function changelogOf(root: string, name: string): Promise<string | undefined> {
  const folder = join(root, 'usr/share/doc', name);
  for (const file of ['changelog.Debian.gz', 'changelog.gz']) {
    try {
      return gunzipSync(await readFile(join(folder, file))).toString('latin1');
    } catch {
      // The next name; some packages have none.
    }
  }
  return undefined;
}

/** The ids that the candidate's changelog names and the installed one's does not, read from the real package. */
export async function cvesInChangelogs(update: AptUpdate): Promise<string[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-apt-says-'));
  try {
    await run(
      'apt-get',
      ['download', '-q', '-o', 'APT::Sandbox::User=root', `${update.name}:${update.architecture}=${update.candidate}`],
      { ...bounds, cwd: folder },
    );
    const [deb] = (await readdir(folder)).filter((file) => file.endsWith('.deb'));
    const unpacked = join(folder, 'unpacked');
    await run('dpkg-deb', ['-x', deb!, unpacked], { ...bounds, cwd: folder });
    const candidate = await changelogOf(unpacked, update.name);
    const installed = await changelogOf('/', update.name);
    if (candidate === undefined || installed === undefined) return undefined;
    return [...idsIn(candidate).difference(idsIn(installed))].toSorted();
  } finally {
    await rm(folder, { recursive: true });
  }
}
