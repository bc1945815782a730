import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeDurably } from '../../../journal/write-durably.ts';
import { readIfThere } from '../../place-file.ts';
import type { SwitchReading } from '../../update-switches.ts';

/** Ours by its first line, whatever a later version of us writes below it. */
const MARK = '// Written by rustine-agent while automatic updates are held; it is removed when they are released.';

/** Covers what starts apt's daily script without systemd (cron.daily), and what is installed at shutdown. */
const TEXT = `${MARK}
APT::Periodic::Enable "0";
Unattended-Upgrade::InstallOnShutdown "false";
`;

const KEY = 'file';
const HELD = 'held';

/** None where there is no apt. */
export function readAptFile(path: string): SwitchReading[] {
  if (!existsSync(dirname(path))) return [];
  const text = readIfThere(path);
  return [{ key: `${KEY} ${path}`, value: text?.startsWith(MARK) === true ? HELD : text, off: HELD }];
}

export function setAptFile(path: string, value: string | null): void {
  if (value === null) rmSync(path, { force: true });
  else writeDurably(path, value === HELD ? TEXT : value, 0o644);
}
