import { renderTable } from '../../apps/cli/src/output/table.ts';
import type { Figures, Plan } from './account.ts';
import type { Judged } from './patch-fleet.ts';

const text = <Row>(title: string, value: (row: Row) => string) => ({ name: title, title, value });
const figure = <Row>(title: string, value: (row: Row) => string | number) => ({
  name: title,
  title,
  value,
  right: true as const,
});

const shortNames = (services: readonly string[]) =>
  services.map((unit) => unit.replace(/\.service$/, '')).join(', ') || '-';

export function showScan(figures: ReadonlyMap<string, Figures>, colour: boolean): string {
  return renderTable(
    [...figures],
    [
      text('MACHINE', ([name]) => name),
      figure('UPDATES', ([, { updates }]) => updates),
      figure('SECURITY', ([, { security }]) => security),
      figure('CVES', ([, { cves }]) => cves),
    ],
    colour,
  );
}

export function showPlans(plans: ReadonlyMap<string, Plan>, colour: boolean): string {
  return renderTable(
    [...plans],
    [
      text('MACHINE', ([name]) => name),
      figure('CHANGES', ([, { changes }]) => changes.length),
      figure('DOWNLOAD', ([, { downloadBytes }]) => `${(downloadBytes / 1e6).toFixed(1)} MB`),
      text('TOUCHES', ([, { services }]) => shortNames(services)),
      text('REBOOT', ([, { rebootLikely }]) => (rebootLikely ? 'likely' : '-')),
      text('PLAN', ([, { hash }]) => hash.slice(0, 12)),
    ],
    colour,
  );
}

export function showResults(results: readonly Judged[], colour: boolean): string {
  const change = (before: number, after: number) => `${before} -> ${after}`;
  return renderTable(
    results,
    [
      text('MACHINE', ({ account }) => account.name),
      figure('UPDATES', ({ account: { before, after } }) => change(before.updates, after.updates)),
      figure('SECURITY', ({ account: { before, after } }) => change(before.security, after.security)),
      figure('CVES', ({ account: { before, after } }) => change(before.cves, after.cves)),
      figure('CHANGED', ({ account }) => account.changes.length),
      text('RESTARTED', ({ account, restarted }) =>
        account.reboot === null ? shortNames(restarted) : 'all, by the reboot',
      ),
      text('REBOOT', ({ account: { reboot } }) =>
        reboot === null ? 'not needed' : `proved: ${reboot.before.slice(0, 8)} -> ${reboot.after.slice(0, 8)}`,
      ),
      text('STATE', ({ account }) => account.state),
      text('THE MACHINE SAYS', ({ faults }) => (faults.length === 0 ? 'the same' : 'OTHERWISE')),
    ],
    colour,
  );
}
