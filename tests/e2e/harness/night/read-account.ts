import {
  getInstancePower,
  getInvocation,
  getQuorumSet,
  getWorkRequest,
  listJobExecutions,
  listWorkLog,
  listWorkRequests,
  type InstancePower,
  type InvocationDetail,
  type JobExecution,
  type RebootLease,
  type WorkRequestDetail,
} from '@rustine/sdk';
import type { Run } from '@rustine/testkit/agents';
import type { MachineEvent, MachineState } from './machine.ts';
import type { Ask } from './persistently.ts';
import type { NightPlan } from './plan-night.ts';
import type { Night } from './play-night.ts';

/** What a work request says of itself. */
export interface WorkAccount {
  readonly work: WorkRequestDetail;
  readonly invocations: readonly InvocationDetail[];
  readonly log: readonly string[];
}

/** What a machine says of itself, and what the server says of its power. */
export interface MachineAccount {
  readonly hostname: string;
  readonly instanceId: string;
  readonly state: MachineState;
  readonly events: readonly MachineEvent[];
  readonly runs: readonly Run[];
  /** Those of this night. */
  readonly sessions: InstancePower['sessions'];
}

/** A night as the server and the machines tell it. */
export interface NightAccount {
  readonly plan: NightPlan;
  readonly dueAt: Date;
  readonly closesAt: Date;
  readonly handActed: boolean;
  readonly executions: readonly JobExecution[];
  /** All of the job, whichever its executions name. */
  readonly work: readonly WorkAccount[];
  readonly checks: readonly WorkAccount[];
  readonly machines: readonly MachineAccount[];
  readonly leases: readonly RebootLease[];
}

export async function readAccount(night: Night, ask: Ask): Promise<NightAccount> {
  const { plan, jobId, dueAt, closesAt, handActed, quorumSetId, group } = night;
  const executions = (await ask((client) => listJobExecutions({ client, path: { jobId } }))).items;
  const since = new Date(dueAt.getTime() - 60_000).toISOString();
  const all = (await ask((client) => listWorkRequests({ client, query: { limit: 1000, since } }))).items;
  const work = await readAll(
    all.filter((each) => each.jobId === jobId).map(({ id }) => id),
    ask,
  );
  const checkIds = work.flatMap((each) => each.work.waves.map((wave) => wave.healthCheckWorkRequestId));
  const checks = await readAll(
    checkIds.filter((id) => id !== null),
    ask,
  );
  const machines: MachineAccount[] = [];
  for (const machine of group.machines) {
    const { hostname, instanceId } = machine;
    const { sessions } = await ask((client) => getInstancePower({ client, path: { instanceId } }));
    machines.push({
      hostname,
      instanceId,
      state: machine.state(),
      events: machine.events(),
      runs: machine.runs(),
      sessions: sessions.filter(({ openedAt }) => new Date(openedAt) >= dueAt),
    });
  }
  const leases =
    quorumSetId === null ? [] : (await ask((client) => getQuorumSet({ client, path: { quorumSetId } }))).leases;
  return { plan, dueAt, closesAt, handActed, executions, work, checks, machines, leases };
}

async function readAll(ids: readonly string[], ask: Ask): Promise<WorkAccount[]> {
  const accounts: WorkAccount[] = [];
  for (const workRequestId of ids) {
    const work = await ask((client) => getWorkRequest({ client, path: { workRequestId } }));
    const invocations: InvocationDetail[] = [];
    for (const { id: invocationId } of work.invocations)
      invocations.push(await ask((client) => getInvocation({ client, path: { invocationId } })));
    const log = await ask((client) => listWorkLog({ client, path: { workRequestId }, query: { limit: 1000 } }));
    accounts.push({ work, invocations, log: log.items.map(({ message }) => message) });
  }
  return accounts;
}
