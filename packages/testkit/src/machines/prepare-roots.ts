import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { findArchive, type DebianArchive } from '../../../documents/src/testing/debian-tarball.ts';

/** Root folders of Debian that machines are laid over; never written to. */
export interface MachineRoots {
  /** The base suite as it is, with pending security updates of services and libraries. */
  readonly current: string;
  /** The same with the oldest C library, OpenSSL and sudo that the archive still has: their update asks for a reboot. */
  readonly aged: string;
}

export interface MachineArchives {
  readonly base: DebianArchive;
  readonly security: DebianArchive;
}

const cache = resolve(import.meta.dirname, '../../../../node_modules/.cache/rustine/machines');
const DAYS_KEPT = 30;

/** `faketime` shifts the clock of single programs, since a time namespace has no wall clock of its own (time_namespaces(7)). */
const packages = 'systemd systemd-sysv ca-certificates nginx-light redis-server openssl sudo rsync faketime';
const agedPackages = 'libc6 libc-bin libssl3 openssl sudo';

const BUILD = `set -eu
folder=$1 codename=$2 base=$3 security_codename=$4 security=$5 packages=$6 aged=$7 days=$8
[ -z "$(find "$folder/whole" -mtime -"$days" 2>/dev/null)" ] || exit 0
rm -rf "$folder/whole" "$folder/current" "$folder/aged"
mkdir -p "$folder"; cd "$folder"
mmdebstrap --quiet --mode=root --variant=minbase --dpkgopt=force-unsafe-io \\
  --include="$(echo "$packages" | tr ' ' ,)" "$codename" current "deb $base $codename main" >&2
for unit in apt-daily.timer apt-daily-upgrade.timer; do ln -sf /dev/null "current/etc/systemd/system/$unit"; done
rm -f current/etc/resolv.conf current/etc/machine-id current/etc/hostname
cp -a current aged
[ "$(stat -Lc %d:%i aged)" != "$(stat -Lc %d:%i /)" ]
mount -t proc proc aged/proc
cp -L /etc/resolv.conf /etc/hosts aged/etc/
printf '#!/bin/sh\\nexit 101\\n' >aged/usr/sbin/policy-rc.d; chmod 755 aged/usr/sbin/policy-rc.d
printf 'deb %s %s main\\n' "$base" "$codename" "$security" "$security_codename" >aged/etc/apt/sources.list
cat >aged/tmp/age.sh <<'AGE'
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
for name; do set -- "$@" "$name=$(apt-cache madison "$name" | cut -d '|' -f 2 | tr -d ' ' | sort -V | head -n 1)"; shift; done
apt-get install -q -y --no-install-recommends --allow-downgrades "$@"
apt-get clean; rm -rf /var/lib/apt/lists/*
AGE
# shellcheck disable=SC2086
chroot aged sh /tmp/age.sh $aged >&2
umount aged/proc
rm -f aged/tmp/age.sh aged/usr/sbin/policy-rc.d aged/etc/resolv.conf aged/etc/hosts
touch whole`;

/** @throws Error where no source of this machine is Debian's. The archives are its own, so that nothing here names a host. */
export function findMachineArchives(): MachineArchives {
  const [base, security] = [findArchive('Debian'), findArchive('Debian-Security')];
  if (base === undefined || security === undefined) throw new Error('no source of this machine is Debian’s');
  return { base, security };
}

/**
 * Builds the roots, once a month and for each recipe, which takes about half a minute; a second process waits for the
 * first. Their place is named by what they are made of.
 */
export async function prepareRoots({ base, security }: MachineArchives): Promise<MachineRoots> {
  const made = [base.codename, base.uri, security.codename, security.uri, packages, agedPackages];
  const key = createHash('sha256')
    .update(JSON.stringify([BUILD, made]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, key);
  mkdirSync(folder, { recursive: true });
  const own = [
    '--pdeathsig',
    'KILL',
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--propagation',
    'private',
  ];
  const build = ['sh', '-c', BUILD, 'sh', folder, ...made, String(DAYS_KEPT)];
  const child = spawn('setpriv', [...own, '--mount-proc', 'flock', `${folder}.lock`, ...build], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the disposable machines' files could not be built: ${told.trim().slice(-2000)}`);
  return { current: join(folder, 'current'), aged: join(folder, 'aged') };
}
