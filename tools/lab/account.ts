/** What the server tells of one machine after a patch run. */
export interface Account {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly before: Figures;
  readonly after: Figures;
  readonly plan: Plan;
  /** From the report `new-updates`. */
  readonly changes: readonly Change[];
  /** Services that the run says it restarted. */
  readonly restarted: readonly string[];
  /** Boot ids around the reboot that the run says was proved. */
  readonly reboot: { readonly before: string; readonly after: string } | null;
}

export interface Figures {
  readonly updates: number;
  readonly security: number;
  readonly cves: number;
}

export interface Plan {
  readonly hash: string;
  /** As the dry run printed them: `upgrade openssl amd64 3.0.1 3.0.2`. */
  readonly changes: readonly string[];
  readonly downloadBytes: number;
  readonly services: readonly string[];
  readonly rebootLikely: boolean;
}

export interface Change {
  readonly name: string;
  readonly architecture: string;
  readonly action: string;
  readonly oldVersion: string;
  readonly newVersion: string;
}

/** @throws Error where this is not what a dry run of Rustine-PatchInstance prints */
export function readPlan(stdout: string): Plan {
  const lines = stdout.split('\n').flatMap((line) => (line.startsWith('plan: ') ? [line.slice(6)] : []));
  const hash = /^rustine: plan (?<hash>[0-9a-f]{64})$/m.exec(stdout)?.groups?.['hash'];
  if (hash === undefined) throw new Error(`a dry run printed no plan: ${stdout.slice(-500)}`);
  return {
    hash,
    changes: lines.filter((line) => /^(install|upgrade|downgrade|remove|hold) /.test(line)),
    downloadBytes: Number(/^plan: (?<bytes>\d+) bytes to download/m.exec(stdout)?.groups?.['bytes'] ?? 0),
    services: lines.flatMap((line) => (line.startsWith('touches ') ? [line.slice(8)] : [])),
    rebootLikely: lines.some((line) => line.startsWith('reboot likely')),
  };
}

/** What a patch run printed of restarts and of the reboot that came between its two parts. */
export function readRun(stdout: string): Pick<Account, 'restarted' | 'reboot'> {
  const restarted = [...stdout.matchAll(/^Restarting (?<unit>\S+), which still runs replaced files$/gm)];
  const reboot = /^The machine was rebooted as asked: boot (?<after>\S+), before (?<before>\S+)$/m.exec(stdout)?.groups;
  return {
    restarted: [...new Set(restarted.map(({ groups }) => groups?.['unit'] ?? ''))].toSorted(),
    reboot: reboot === undefined ? null : { before: reboot['before'] ?? '', after: reboot['after'] ?? '' },
  };
}
