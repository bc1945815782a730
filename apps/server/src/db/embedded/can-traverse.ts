import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from './account.ts';

interface Entry {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Whether the account may pass through a directory, by the owner, group and other bits, in the kernel's order. */
export function mayEnter({ mode, uid, gid }: Entry, account: Account): boolean {
  if (uid === account.uid) {
    return (mode & 0o100) !== 0;
  }
  if (gid === account.gid) {
    return (mode & 0o010) !== 0;
  }
  return (mode & 0o001) !== 0;
}

/** Whether the account can reach `path` (an existing directory): every directory from the root down lets it through. */
export function canTraverse(path: string, account: Account): boolean {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    if (!mayEnter(statSync(at), account)) {
      return false;
    }
    if (at === dirname(at)) {
      return true;
    }
  }
}
