import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '@rustine/testkit/machines';
import { buildDeb } from '../../../packages/documents/src/testing/build-deb.ts';
import { makeRepository, securityRelease } from '../../../packages/documents/src/testing/make-apt-root.ts';
import { waitUntil } from './wait-until.ts';

const FILE_MIB = 12;
const packages = ['gated', 'next'] as const;

/**
 * A security update in a repository of the machine's own that stops in the midst of dpkg until the test lets it go on.
 * `gated` waits when it is configured; `next` holds a large file and is unpacked only after that.
 */
export interface GatedUpdate {
  readonly version: string;
  /** Waits until dpkg has come to the gate this many times. */
  reached(times?: number): Promise<void>;
  open(): Promise<void>;
}

/** Installs version 1.0 of both packages and makes their repository the only source of the machine. */
export async function installGated(machine: Machine): Promise<void> {
  const old = packages.map((name) => buildDeb(join(machine.share, 'old'), { name, version: '1.0' })['Filename'] ?? '');
  await machine.shell(
    `cd /rustine/old && dpkg -i ${old.join(' ')} && echo 'deb [trusted=yes] file:/rustine/repository ./' >/etc/apt/sources.list`,
  );
}

export async function offerGated({ share }: Machine, version: string): Promise<GatedUpdate> {
  const folder = join(share, 'repository');
  const [attempts, gate] = [`attempts-${version}`, `open-${version}`];
  const postinst = `echo begun >>/rustine/${attempts}\nwhile [ ! -e /rustine/${gate} ]; do sleep 0.1; done`;
  await rm(folder, { recursive: true, force: true });
  // Noise, so that no file system makes it smaller than it is.
  const content = crypto.getRandomValues(new Uint8Array(65_536));
  const large = Buffer.concat(Array.from({ length: FILE_MIB * 16 }, () => content));
  makeRepository(folder, {
    packages: [
      buildDeb(folder, { name: 'gated', version, control: { postinst } }),
      buildDeb(folder, {
        name: 'next',
        version,
        fields: { 'Pre-Depends': `gated (= ${version})` },
        files: { 'usr/share/next/large': large },
      }),
    ],
    release: securityRelease,
  });
  const count = async () => (await readFile(join(share, attempts), 'utf8')).split('\n').length - 1;
  return {
    version,
    reached: async (times = 1) =>
      void (await waitUntil(`dpkg is at the gate of ${version}`, async () => (await count()) >= times, {
        seconds: 120,
      })),
    open: async () => await writeFile(join(share, gate), ''),
  };
}

/** State and version of both packages, as dpkg has them: `install ok installed 1.0`. */
export async function gatedPackages(machine: Machine): Promise<string[]> {
  const lines = await machine.shell(`dpkg-query -W -f '\${Status} \${Version}\\n' ${packages.join(' ')}`);
  return lines.trim().split('\n');
}
