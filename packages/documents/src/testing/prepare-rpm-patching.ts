import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportKinds, type ReportKind } from '@rustine/contract';
import { validateReport } from '@rustine/lake';
import { expect } from 'vitest';
import { buildRpm, type Rpm } from './build-rpm.ts';
import { makeMachine, whyNoMachines, type Machine } from './make-machine.ts';
import type { Run } from './run-built-in.ts';
import { serveFolder } from './serve-folder.ts';

export type Manager = 'dnf' | 'zypper';

export interface Advisory {
  readonly id: string;
  readonly type: 'security' | 'bugfix' | 'recommended' | 'enhancement';
  readonly severity?: string;
  readonly cves?: readonly string[];
  readonly reboot?: boolean;
  /** Packages by name, with the version that has the fix. */
  readonly packages: Readonly<Record<string, string>>;
}

/** A disposable machine that knows dnf or zypper alone, and a repository of the test's own. */
export interface RpmPatching extends AsyncDisposable {
  readonly machine: Machine;
  /** Where the repository's packages are, so that a test can break one. */
  readonly folder: string;
  /** Makes the repository anew. */
  offer(rpms: readonly Rpm[], advisories?: readonly Advisory[]): void;
  /** Makes these the only installed packages, and forgets locks, exclusions, settings and what earlier runs left. */
  reset(rpms: readonly Rpm[]): Promise<void>;
  patch(parameters: Readonly<Record<string, readonly string[]>>, invocation?: string): Promise<Run>;
  /** All that a scan must not touch: packages, and files with their times. Reading alone moves a file of rpm's SQLite, and a download zypper's cookies. */
  listing(): Promise<string>;
  /** What rpm says of the packages: version and release, or `-`. */
  versions(...names: string[]): Promise<string[]>;
  /** The reports there are; each has been found to keep the contract. */
  validReports(): Promise<ReportKind[]>;
}

/** Why there can be no such machines here, or undefined. */
export function whyNoRpmMachines(): string | undefined {
  const missing = whyNoMachines();
  if (missing !== undefined) return missing;
  try {
    execFileSync('sh', ['-c', 'command -v rpmbuild && command -v createrepo_c'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'rpmbuild and createrepo_c are needed';
  }
}

/** The files by which Debian's rpm tools know that this is a system of theirs. Scriptlets need something that is /bin/sh. */
const SET_UP = {
  dnf: 'printf "ID=fedora\\n" >/etc/os-release; rm -f /usr/bin/zypper /usr/bin/needs-restarting; mkdir -p /etc/yum.repos.d /etc/dnf/vars; echo 9 >/etc/dnf/vars/releasever; echo "[main]" >/etc/dnf/dnf.conf; cp /etc/dnf/dnf.conf /etc/dnf.conf.first',
  zypper:
    'printf "ID=sles\\nID_LIKE=suse\\n" >/etc/os-release; rm -f /usr/bin/dnf; mkdir -p /etc/zypp/repos.d /var/log/zypp; printf "[main]\\nmultiversion = provides:multiversion(kernel)\\n" >/etc/zypp/zypp.conf; zypper --non-interactive refresh >/dev/null 2>&1 || :',
};
const shellProvider: Rpm = { name: 'system', version: '1.0', preamble: ['Provides: /bin/sh'] };

export async function prepareRpmPatching(manager: Manager): Promise<RpmPatching> {
  const machine = await makeMachine('rpm');
  const folder = join(machine.share, 'repository');
  mkdirSync(folder, { mode: 0o755 });
  const served = await serveFolder(machine.share);
  const repositories = manager === 'dnf' ? '/etc/yum.repos.d' : '/etc/zypp/repos.d';
  const source = `[updates]\\nname=updates\\nbaseurl=http://127.0.0.1:${served.port}/repository\\nenabled=1\\ngpgcheck=0\\ntype=rpm-md\\n`;
  const useSource = `printf '${source}' >${repositories}/updates.repo`;
  const prepared = await machine.shell(
    `rm -rf /var/lib/dpkg /usr/bin/dpkg* /usr/bin/apt*; mkdir -p /etc/rpm /var/lib/dnf; echo "%_dbpath /var/lib/rpm" >/etc/rpm/macros; ${SET_UP[manager]}; ${useSource}`,
  );
  if (prepared.code !== 0) throw new Error(prepared.stderr);
  const document = manager === 'dnf' ? 'Rustine-PatchDnf' : 'Rustine-PatchZypper';
  return {
    machine,
    folder,
    offer: (rpms, advisories = []) => {
      rmSync(folder, { recursive: true });
      for (const rpm of rpms) buildRpm(folder, rpm);
      execFileSync('createrepo_c', ['--quiet', '--no-database', folder]);
      if (advisories.length === 0) return;
      const file = join(machine.share, 'updateinfo.xml');
      writeFileSync(file, `<updates>${advisories.map(renderAdvisory).join('')}</updates>`);
      execFileSync('modifyrepo_c', ['--mdtype=updateinfo', file, join(folder, 'repodata')], { stdio: 'ignore' });
    },
    reset: async (rpms) => {
      const old = join(machine.share, 'old');
      rmSync(old, { recursive: true, force: true });
      for (const rpm of [...rpms, shellProvider]) buildRpm(old, rpm);
      const done = await machine.shell(
        `${useSource}; rm -rf /var/lib/rpm/* /rustine/reports /rustine/state /var/lib/dnf/* /etc/zypp/locks /run/reboot* /run/zypp.pid; [ ! -f /etc/dnf.conf.first ] || cp /etc/dnf.conf.first /etc/dnf/dnf.conf; rpm -i --nodeps /rustine/old/*.rpm 2>/dev/null`,
      );
      if (done.code !== 0) throw new Error(done.stderr);
    },
    patch: (parameters, invocation) => machine.run(document, { RebootOption: ['Never'], ...parameters }, invocation),
    versions: async (...names) => {
      const lines = names.map(
        (name) => `rpm -q --qf '%{VERSION}-%{RELEASE} ' ${name} | grep -v 'not installed' || echo -`,
      );
      return (await machine.shell(lines.join('\n'))).stdout.trim().split(/\s+/);
    },
    listing: async () =>
      (
        await machine.shell(
          "rpm -qa | sort; sha256sum /var/lib/rpm/rpmdb.sqlite; find /etc /usr /var ! -path '/var/lib/rpm*' ! -path '/var/lib/YaST2*' ! -path '/var/tmp*' ! -path /var/lib -printf '%p %T@ %s\\n' | sort",
        )
      ).stdout,
    validReports: async () => {
      const found = reportKinds.filter((kind) => existsSync(join(machine.share, 'reports', `${kind}.csv`)));
      for (const kind of found) {
        const invocationId = (await machine.report(kind))[0]?.['invocation_id'] ?? 'inv-1';
        const file = join(machine.share, 'reports', `${kind}.csv`);
        expect(await validateReport(file, { kind, invocationId, instanceId: 'mi-1' })).toMatchObject({ ok: true });
      }
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

function renderAdvisory({ id, type, severity = 'None', cves = [], reboot = false, packages }: Advisory): string {
  const references = cves.map(
    (cve) => `<reference href="https://example.org/${cve}" id="${cve}" type="cve" title="${cve}"/>`,
  );
  const files = Object.entries(packages).map(
    ([name, version]) =>
      `<package name="${name}" version="${version}" release="1" epoch="0" arch="noarch" src="${name}-${version}-1.src.rpm"><filename>${name}-${version}-1.noarch.rpm</filename>${reboot ? '<reboot_suggested>1</reboot_suggested>' : ''}</package>`,
  );
  return `<update from="somebody@example.org" status="final" type="${type}" version="1"><id>${id}</id><title>${id}</title><severity>${severity}</severity><issued date="2026-01-01 00:00:00"/><updated date="2026-01-01 00:00:00"/><summary>${id}</summary><description>${id}</description><references>${references.join('')}</references><pkglist><collection short="all"><name>all</name>${files.join('')}</collection></pkglist></update>`;
}
