import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../e2e/harness/free-port.ts';
import { waitUntil } from '../../e2e/harness/wait-until.ts';
import { runTool, runToolOrFail } from './run-tool.ts';

/** A cluster of Debian's own PostgreSQL with one database of an ordinary role. */
export interface DebianPostgres extends AsyncDisposable {
  readonly databaseUrl: string;
  /** One value of each row, asked as that role through psql. */
  readonly ask: (statement: string) => Promise<string[]>;
}

/** PostgreSQL refuses to run as root; Debian's package brings the account `postgres`. */
async function accountForPostgres(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('postgres:'));
  if (line === undefined) throw new Error('This machine has no account named postgres.');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A new cluster with scram passwords on a loopback port, stopped and deleted at the end. */
export async function openDebianPostgres(bin: string): Promise<DebianPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-peer-postgres-'));
  const account = await accountForPostgres();
  const as = account === undefined ? {} : { account };
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
  const [adminPassword, password] = [randomBytes(18).toString('hex'), randomBytes(18).toString('hex')];
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);

  const cluster = join(folder, 'cluster');
  const how = [
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--username=boss',
    `--pwfile=${passwordFile}`,
  ];
  await runToolOrFail(join(bin, 'initdb'), ['-D', cluster, ...how], { ...as, cwd: folder });
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const postmaster = spawn(join(bin, 'postgres'), ['-D', cluster, ...args], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log = text(postmaster.stderr);
  const ended = new Promise<void>((resolve) => postmaster.once('close', () => resolve()));

  const psql = (user: string, secret: string, database: string) => (statements: string) =>
    runTool(
      join(bin, 'psql'),
      ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', user, database],
      {
        input: statements,
        env: { PGPASSWORD: secret },
      },
    );
  const dispose = async () => {
    // SIGINT is the "fast" shutdown: it does not wait for clients (manual, "Shutting Down the Server").
    postmaster.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  const administer = psql('boss', adminPassword, 'postgres');
  try {
    await waitUntil('PostgreSQL answers', async () => (await administer('select 1')).code === 0);
  } catch (cause) {
    await dispose();
    throw new Error(await log, { cause });
  }
  const made = await administer(
    `create role rustine login password '${password}';\ncreate database rustine owner rustine;`,
  );
  if (made.code !== 0) throw new Error(made.stderr);
  const asRustine = psql('rustine', password, 'rustine');
  return {
    databaseUrl: `postgres://rustine:${password}@127.0.0.1:${port}/rustine`,
    ask: async (statement) => {
      const { code, stdout, stderr } = await asRustine(statement);
      if (code !== 0) throw new Error(stderr);
      return stdout.split('\n').filter((line) => line !== '');
    },
    [Symbol.asyncDispose]: dispose,
  };
}
