import { getInstance, unwrap, type InvocationDetail, type RustineClient, type WorkFeed } from '@rustine/sdk';
import { readPlan, readRun, type Account, type Figures, type Plan } from './account.ts';
import { askMachine } from './ask-machine.ts';
import { judgeAccount, restartedServices } from './judge-account.ts';
import type { Lab, LabMachine } from './open-lab.ts';
import { readChanges } from './read-changes.ts';
import { runDocument, stdoutOf } from './run-document.ts';
import { waitFor } from './wait-for.ts';

export interface PatchOptions {
  /** Globs of package names; none means all updates. */
  readonly include: readonly string[];
  readonly watch: PatchWatch;
}

/** What a person sees of it while it goes on. */
export interface PatchWatch {
  phase(label: string): void;
  onFeed(feed: WorkFeed): void;
  scanned(figures: ReadonlyMap<string, Figures>): void;
  planned(plans: ReadonlyMap<string, Plan>): void;
}

/** An account and in what it differs from the machine's own word. */
export interface Judged {
  readonly account: Account;
  readonly faults: readonly string[];
  /** Services that the machine itself shows in another run than before. */
  readonly restarted: readonly string[];
}

/**
 * Scans, plans, installs exactly the plan on each machine, reboots those that need it, scans again, and compares what the
 * server tells with what the machines say.
 */
export async function patchFleet(
  { client }: Lab,
  machines: readonly LabMachine[],
  { include, watch }: PatchOptions,
): Promise<Judged[]> {
  const onFeed = (feed: WorkFeed) => watch.onFeed(feed);
  const instanceIds = machines.map((each) => each.instanceId);
  const scan = async () => await runDocument(client, { documentName: 'Rustine-ScanInstance', instanceIds, onFeed });
  const ask = async () => await Promise.all(machines.map(async ({ machine }) => await askMachine(machine)));
  const figures = async () => await Promise.all(instanceIds.map(async (id) => await readFigures(client, id)));
  const byName = <T>(values: readonly T[]) =>
    new Map(machines.map(({ machine }, index) => [machine.name, values[index]!]));

  const saidBefore = await ask();
  watch.phase('Scanning');
  assertSucceeded(await scan());
  const before = await figures();
  watch.scanned(byName(before));

  watch.phase('Planning');
  const only = { Include: [...include] };
  const dry = await runDocument(client, {
    documentName: 'Rustine-PatchInstance',
    instanceIds,
    parameters: { Operation: ['DryRun'], ...only },
    comment: 'plan',
    onFeed,
  });
  assertSucceeded(dry);
  const plans = dry.map((invocation) => readPlan(stdoutOf(invocation)));
  watch.planned(byName(plans));

  watch.phase('Patching, each machine by its plan');
  const runs = await Promise.all(
    instanceIds.map(async (id, index) => {
      const bound = { PlanHash: [plans[index]!.hash], RebootOption: ['IfNeeded'], RestartServices: ['Affected'] };
      const [run] = await runDocument(client, {
        documentName: 'Rustine-PatchInstance',
        instanceIds: [id],
        parameters: { Operation: ['Install'], ...bound, ...only },
        onFeed,
      });
      return run!;
    }),
  );
  watch.phase('Scanning again');
  await scan();
  const after = await figures();
  const saidAfter = await ask();

  return await Promise.all(
    machines.map(async ({ machine }, index) => {
      const run = runs[index]!;
      const account: Account = {
        name: machine.name,
        state: run.state,
        reason: run.reason,
        before: before[index]!,
        after: after[index]!,
        plan: plans[index]!,
        changes: await readChanges(client, run),
        ...readRun(stdoutOf(run)),
      };
      const testimony = { before: saidBefore[index]!, after: saidAfter[index]! };
      return { account, faults: judgeAccount(account, testimony), restarted: restartedServices(testimony) };
    }),
  );
}

function assertSucceeded(invocations: readonly InvocationDetail[]): void {
  for (const { instanceName, documentName, state, reason } of invocations)
    if (state !== 'SUCCEEDED') throw new Error(`${documentName} on ${instanceName} is ${state}: ${reason}`);
}

/** The CVEs come a little later than the scan, when the agents have read the changelogs. */
async function readFigures(client: RustineClient, instanceId: string): Promise<Figures> {
  return await waitFor('the changelogs are read', async () => {
    const found = await unwrap(getInstance({ client, path: { instanceId } }));
    if (found.cveState === 'RESOLVING' || found.updatesAvailable === null) return undefined;
    return { updates: found.updatesAvailable, security: found.securityUpdates ?? 0, cves: found.cves ?? 0 };
  });
}
