import { chown, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Placement } from './place-cluster.ts';

/** `sun_path` of sockaddr_un holds 108 bytes with the closing NUL (unix(7)). */
const SOCKET_PATH_BYTES = 107;

/** Part of the socket's file name, not a TCP port: PostgreSQL listens on no network. */
export const SOCKET_PORT = 5432;

/** A private directory for the socket: beside the cluster, or a short one under /tmp when that path is too long. */
export async function makeSocketDirectory({ homeDir, clusterId, account }: Placement): Promise<string> {
  const beside = join(homeDir, 'run');
  const path = socketPathFits(beside) ? beside : `/tmp/rustine-${clusterId}`;
  await mkdir(path, { mode: 0o700 }).then(
    () => giveTo(path, account),
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    },
  );
  const { uid, mode } = await lstat(path).then((entry) => (entry.isDirectory() ? entry : { uid: -1, mode: 0 }));
  if (uid === 0 && account.uid !== 0) {
    // A kill between mkdir and chown left it root's, and only root can have made it so.
    await giveTo(path, account);
  } else if (uid !== account.uid || (mode & 0o077) !== 0) {
    throw new EmbeddedPostgresError(
      'not-permitted',
      `${path} is not a private directory of ${account.name}: remove it`,
    );
  }
  return path;
}

export function socketPathFits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES;
}

async function giveTo(path: string, { uid, gid }: Account): Promise<void> {
  if (process.getuid?.() === 0) {
    await chown(path, uid, gid);
  }
}
