import type { Machine } from '@rustine/testkit/machines';

/** What a machine itself says of its packages, by its own programs and not by ours. */
export interface PackagesSay {
  readonly bootId: string;
  /** Version of each installed package, by `name:architecture`. */
  readonly packages: ReadonlyMap<string, string>;
  /** dpkg's complaints about packages that are not whole; empty when all are. */
  readonly broken: string;
}

/** What else it says. */
export interface MachineSays extends PackagesSay {
  /** Names of what could be upgraded, and whether from the security archive. */
  readonly upgradable: ReadonlyMap<string, { readonly security: boolean }>;
  /** Active services with the id of their present run (systemd.exec(5), INVOCATION_ID). */
  readonly services: ReadonlyMap<string, string>;
}

const SERVICES = `systemctl list-units --type=service --state=active --plain --no-legend | cut -d ' ' -f 1 |
  xargs systemctl show --property=Id,InvocationID --value | awk 'BEGIN { RS = "" } { print $1, $2 }'`;

export async function askPackages(machine: Machine): Promise<PackagesSay> {
  const bootId = (await machine.shell('cat /proc/sys/kernel/random/boot_id')).trim();
  const packages = await machine.shell(
    `dpkg-query -W -f '\${db:Status-Status} \${Package}:\${Architecture} \${Version}\\n'`,
  );
  return {
    bootId,
    packages: pairs(packages.split('\n').flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : []))),
    broken: (await machine.shell('dpkg --audit')).trim(),
  };
}

export async function askMachine(machine: Machine): Promise<MachineSays> {
  await machine.shell('apt-get -q update', { seconds: 120 });
  const upgradable = await machine.shell('apt list --upgradable 2>/dev/null');
  return {
    ...(await askPackages(machine)),
    upgradable: new Map(
      upgradable.split('\n').flatMap((line) => {
        const found = /^(?<name>[^/]+)\/(?<suites>\S+) \S+ \S+ \[upgradable from: /.exec(line)?.groups;
        const security = found?.['suites']?.split(',').some((suite) => suite.endsWith('-security')) ?? false;
        return found === undefined ? [] : [[found['name'] ?? '', { security }] as const];
      }),
    ),
    services: pairs((await machine.shell(SERVICES)).split('\n')),
  };
}

function pairs(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [key, value] = line.trim().split(' ');
      return key === undefined || key === '' || value === undefined ? [] : [[key, value] as const];
    }),
  );
}
