import { readFileSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The system account that PostgreSQL runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root, and as a uid without a passwd entry; the first of these that exists serves root. */
const ACCOUNTS_FOR_ROOT = ['postgres', 'nobody'];

export function readAccounts(passwd: string = readFileSync('/etc/passwd', 'utf8')): readonly Account[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * Chooses who runs PostgreSQL: the owner of a cluster that exists already, else this user, else (for root) an
 * unprivileged account of the system.
 *
 * @throws EmbeddedPostgresError `no-account` or `not-permitted`.
 */
export function pickAccount(
  self: { uid: number; gid: number },
  clusterOwner: number | undefined,
  accounts: readonly Account[],
): Account {
  if (self.uid !== 0) {
    if (clusterOwner !== undefined && clusterOwner !== self.uid) {
      throw new EmbeddedPostgresError(
        'not-permitted',
        `the database in the data directory belongs to uid ${clusterOwner} and this process is uid ${self.uid}: start as that user or as root, or use another data directory`,
      );
    }
    return accounts.find(({ uid }) => uid === self.uid) ?? { name: String(self.uid), ...self };
  }
  if (clusterOwner !== undefined && clusterOwner !== 0) {
    const owner = accounts.find(({ uid }) => uid === clusterOwner);
    if (owner === undefined) {
      throw new EmbeddedPostgresError(
        'no-account',
        `the database belongs to uid ${clusterOwner}, which has no entry in /etc/passwd: PostgreSQL cannot run as it`,
      );
    }
    return owner;
  }
  const account = ACCOUNTS_FOR_ROOT.map((name) =>
    accounts.find((entry) => entry.name === name && entry.uid !== 0),
  ).find((entry) => entry !== undefined);
  if (account === undefined) {
    throw new EmbeddedPostgresError(
      'no-account',
      `PostgreSQL cannot run as root and this machine has none of the accounts ${ACCOUNTS_FOR_ROOT.join(', ')}: create one, start as an ordinary user, or set DATABASE_URL`,
    );
  }
  return account;
}
