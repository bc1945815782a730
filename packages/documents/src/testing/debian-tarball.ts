import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The archive that this machine itself uses, so that the tests name no host. */
export interface DebianArchive {
  readonly uri: string;
  readonly codename: string;
}

const cache = resolve(import.meta.dirname, '../../../../node_modules/.cache/rustine-documents');
const DAYS_KEPT = 30;

/** The archive with this label (`Debian`, `Debian-Security`) among the machine's own sources. */
export function findArchive(label: string): DebianArchive | undefined {
  const format = '$(LABEL)|$(CODENAME)|$(REPO_URI)';
  const lines = execFileSync('apt-get', ['indextargets', 'Created-By: Packages', '--format', format]).toString();
  const fields = lines.split('\n').map((line) => line.split('|'));
  const found = fields.find(([name, codename]) => name === label && !codename?.endsWith('-updates'));
  return found === undefined ? undefined : { codename: found[1] ?? '', uri: found[2] ?? '' };
}

/** What a machine has besides the smallest Debian. */
export type Flavour = 'minbase' | 'rpm';

const packages = { minbase: [], rpm: ['--include=dnf,rpm,zypper'] } as const;

/**
 * A smallest Debian of the base suite as a tar file, built once and kept for a month beside the installed modules.
 * Building takes about half a minute; a second process waits for the first.
 */
export function debianTarball(archive: DebianArchive, flavour: Flavour): string {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, `${archive.codename}-${flavour}.tar`);
  const isFresh = () => existsSync(file) && Date.now() - statSync(file).mtimeMs < DAYS_KEPT * 86_400_000;
  if (isFresh()) return file;
  const build =
    '[ -n "$(find "$1" -mtime -"$4" 2>/dev/null)" ] || { mmdebstrap --quiet --mode=root --variant=minbase $5 "$2" "$1.new.tar" "deb $3 $2 main" && mv "$1.new.tar" "$1"; }';
  const values = [file, archive.codename, archive.uri, String(DAYS_KEPT), ...packages[flavour]];
  execFileSync('flock', [`${file}.lock`, 'sh', '-c', build, 'sh', ...values], { stdio: ['ignore', 'ignore', 'pipe'] });
  return file;
}
