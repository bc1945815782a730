import { join } from 'node:path';
import { validateReport } from '@rustine/lake';
import { reportKinds, type ReportKind } from '@rustine/contract';
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { buildDeb, type Deb } from './build-deb.ts';
import { makeMachine, type Machine } from './make-machine.ts';
import { serveRepositories, type Repositories } from './serve-repositories.ts';

/** A disposable machine with packages of the test's own, and the repositories that offer newer ones. */
export interface Patching extends AsyncDisposable {
  readonly machine: Machine;
  readonly repositories: Repositories;
  /** What dpkg says of the packages: state and version, such as `ii 1.1`, or `-` when one is not there. */
  versions(...names: string[]): Promise<string[]>;
  /** The reports there are; each has been found to keep the contract. */
  validReports(): Promise<ReportKind[]>;
}

export async function preparePatching({
  installed = [],
  ...offers
}: {
  readonly installed?: readonly Deb[];
  readonly base?: readonly Deb[];
  readonly security?: readonly Deb[];
  readonly updates?: readonly Deb[];
}): Promise<Patching> {
  const machine = await makeMachine();
  const repositories = await serveRepositories(join(machine.share, 'repositories'));
  const names = (['base', 'security', 'updates'] as const).filter((name) => offers[name] !== undefined);
  for (const name of names) repositories.offer(name, offers[name] ?? []);
  for (const deb of installed) buildDeb(join(machine.share, 'old'), deb);
  await repositories.useIn(machine, names);
  if (installed.length > 0) {
    const unpacked = await machine.shell('dpkg -i /rustine/old/*.deb >/dev/null');
    if (unpacked.code !== 0) throw new Error(unpacked.stderr);
  }
  return {
    machine,
    repositories,
    versions: async (...packages) => {
      const { stdout } = await machine.shell(
        packages
          .map((name) => `dpkg-query -W -f '\${db:Status-Abbrev}\${Version}\\n' ${name} 2>/dev/null || echo -`)
          .join('\n'),
      );
      return stdout
        .trim()
        .split('\n')
        .map((line) => (line.startsWith('un') || line.startsWith('rc') ? '-' : line));
    },
    validReports: async () => {
      const found = reportKinds.filter((kind) => existsSync(join(machine.share, 'reports', `${kind}.csv`)));
      for (const kind of found) {
        const identity = {
          invocationId: (await machine.report(kind))[0]?.['invocation_id'] ?? 'inv-1',
          instanceId: 'mi-1',
        };
        expect(
          await validateReport(join(machine.share, 'reports', `${kind}.csv`), { kind, ...identity }),
        ).toMatchObject({ ok: true });
      }
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      await repositories[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

export const allReports: readonly ReportKind[] = [
  'updates-before',
  'updates-after',
  'new-updates',
  'failed-updates',
  'software-inventory',
  'available-updates',
];
