/** One package as the rpm database has it; `installedAt` in seconds since the epoch. */
export interface Installed {
  readonly name: string;
  readonly architecture: string;
  /** `[epoch:]version-release`. */
  readonly version: string;
  readonly installedAt: number;
}

/** For `rpm -qa --queryformat`. */
export const INSTALLED_FORMAT = String.raw`%{NAME}\t%{ARCH}\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\n`;

/** Keys of signers stand in the database as packages, and are none. */
const KEYS = 'gpg-pubkey';

export function parseInstalled(printed: string): Installed[] {
  return printed.split('\n').flatMap((line) => {
    const [name = '', architecture = '', version = '', installedAt = ''] = line.split('\t');
    if (name === '' || name === KEYS || !/^\d+$/.test(installedAt)) return [];
    return [{ name, architecture, version, installedAt: Number(installedAt) }];
  });
}
