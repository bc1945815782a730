import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodedError,
  reportKey,
  ROOT_COMPARTMENT_ID,
  type AgentEvent,
  type AgentInbox,
  type ReportState,
} from '@rustine/contract';
import type { ReportSummary } from '@rustine/domain';
import { createTestDatabase, quietLog } from '@rustine/testkit';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { sendProblem } from '../../../http/problem.ts';
import { requireAgent } from '../../../http/require-agent.ts';
import { newId } from '../../../ids.ts';
import { createDocuments } from '../../documents/index.ts';
import { claimKeys, createParameters, makeKeyText, readKeyRing, type ParameterStore } from '../../parameters/index.ts';
import { createWork, type Work, loadSigningKey, readServerId, type WorkNeeds } from '../index.ts';
import type { NewUpdate, TargetInstance } from '../needs.ts';
import { createPowerStandIn, createWindowsStandIn } from './stand-ins.ts';

/** A document with one step that runs for at most 100 seconds and one parameter. */
export const scanDocument = {
  name: 'Test-Scan',
  content: JSON.stringify({
    schemaVersion: '2.2',
    description: 'for tests',
    parameters: { Depth: { type: 'String', default: 'full', allowedValues: ['full', 'quick'] } },
    mainSteps: [
      {
        name: 'scan',
        action: 'aws:runShellScript',
        inputs: { timeoutSeconds: '100', runCommand: ['echo {{ Depth }}'] },
      },
    ],
  }),
};

/** A row by which the report that has it cannot be read. */
export const AWAY = { name: 'away', architecture: '', action: 'UPGRADE', newVersion: '1' } as const;
export const LOST = { name: 'lost', architecture: '', action: 'UPGRADE', newVersion: '1' } as const;

/** As the built-in document of this name takes them: what decides on windows, freezes and versions goes by that name. */
const patchDocument = {
  name: 'Rustine-PatchInstance',
  content: JSON.stringify({
    schemaVersion: '2.2',
    parameters: {
      Operation: { type: 'String', allowedValues: ['Install', 'Remove', 'DryRun', 'DryRunRemove'] },
      Packages: { type: 'StringList', default: [] },
      OnlyVersions: { type: 'StringList', default: [] },
    },
    mainSteps: [{ name: 'patch', action: 'aws:runShellScript', inputs: { runCommand: ['echo {{ OnlyVersions }}'] } }],
  }),
};

type BareEvent = AgentEvent extends infer E
  ? E extends AgentEvent
    ? Omit<E, 'invocationId' | 'seq' | 'at'>
    : never
  : never;

/** The work context on a real database behind real routes; an agent's token is its instance id. */
export async function createTestBed() {
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'rustine-work-'));
  const { db } = database;
  let now = new Date('2026-03-01T12:00:00.000Z');
  const clock = () => now;
  const documents = createDocuments({ db, clock });
  const builtInScan = { ...scanDocument, name: 'Rustine-ScanInstance' };
  await documents.registerBuiltIns([scanDocument, builtInScan, patchDocument]);
  const signingKey = await loadSigningKey(join(directory, 'command-signing.jwk'));
  const serverId = await readServerId(db);
  const seen: string[] = [];
  const rebootWords: { instanceId: string; rebootRequired: boolean }[] = [];

  const windows = createWindowsStandIn();
  const power = createPowerStandIn();
  const newUpdates: NewUpdate[] = [];
  const keys = readKeyRing(makeKeyText(), 'keys/parameters');
  const parameters = createParameters({
    db,
    clock,
    keys,
    needs: {
      documents,
      work: {
        runOf: (id) => work.runOf(id),
        innerDocument: (workRequestId, name) => work.innerDocument(workRequestId, name),
      },
    },
  });
  await claimKeys(db, keys);
  const needs: WorkNeeds = {
    documents,
    parameters,
    fleet: {
      findInstances: async (ids) => findInstances(db, ids),
      instancesForTargets: async ({ instanceIds = [] }) => findInstances(db, instanceIds),
      noteSeen: async (ids) => void seen.push(...ids),
      noteRebootRequired: async (_tx, { instanceId, rebootRequired }) =>
        void rebootWords.push({ instanceId, rebootRequired }),
    },
    reports: {
      reportSummary,
      async *newUpdatesOf(ids) {
        const own = newUpdates.filter(({ invocationId }) => ids.includes(invocationId));
        if (own.some(({ name }) => name === AWAY.name)) throw new Error('the store does not answer');
        if (own.some(({ name }) => name === LOST.name)) throw new CodedError('NOT_FOUND', 'the object is gone');
        yield* own;
      },
    },
    windows: windows.needs,
    power: power.needs,
    quorum: { needsLease: async () => false },
  };
  const newReplica = (startGraceMs = 0) =>
    createWork({ db, address: database.address, log: quietLog, clock, signingKey, serverId, needs, startGraceMs });
  const work: Work = newReplica();
  const served = await serve(work, parameters);

  const agent = (instanceId: string) => {
    const headers = { authorization: `Bearer ${instanceId}` };
    return {
      async inbox(): Promise<AgentInbox> {
        return (await (await fetch(`${served.url}/inbox`, { headers })).json()) as AgentInbox;
      },
      async post(events: readonly AgentEvent[]): Promise<Record<string, number>> {
        const response = await fetch(`${served.url}/events`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ events }),
        });
        if (!response.ok) throw new Error(await response.text());
        return ((await response.json()) as { acknowledged: Record<string, number> }).acknowledged;
      },
    };
  };

  return {
    db,
    database,
    work,
    parameters,
    url: served.url,
    signingKey,
    serverId,
    seen,
    rebootWords,
    windows,
    power,
    newUpdates,
    newReplica,
    serve,
    agent,
    clock,
    passTime(seconds: number): void {
      now = new Date(now.getTime() + seconds * 1000);
    },
    addInstance: () => addInstance(db),
    /** Work on new instances, one invocation each. */
    async startOn(count = 1) {
      const instanceIds = await Promise.all(Array.from({ length: count }, () => addInstance(db)));
      const started = await work.startWork({
        documentName: scanDocument.name,
        instanceIds,
        parameters: {},
        createdBy: 'ada',
      });
      const { items } = await work.handlers.listInvocations({
        query: { workRequestId: started.workRequestId, limit: 1000 },
      } as never);
      const runs = items.map(({ id, instanceId }) => ({ invocationId: id, instanceId }));
      return { workRequestId: started.workRequestId, runs, ...runs[0]! };
    },
    /** Numbered events of an invocation, from `first` on. */
    events: (invocationId: string, bare: readonly BareEvent[], first = 1): AgentEvent[] =>
      bare.map((event, index) => ({ ...event, invocationId, seq: first + index, at: now.toISOString() })),
    addReport: (
      run: { invocationId: string; instanceId: string },
      kind: 'updates-before' | 'available-updates',
      state: ReportState,
    ) => addReport(db, { ...run, kind, state }),
    /** What the reports context does when a report comes to an end. */
    async endReport(reportId: string, invocationId: string, state: 'INGESTED' | 'QUARANTINED'): Promise<void> {
      await withTransaction(db, async (tx) => {
        await sql`update reports set state = ${state}::text, fault_line = 3, fault_column = 'name', fault_reason = 'empty'
          where id = ${reportId}::text`.execute(tx);
        await work.settleInvocation(tx, invocationId);
      });
    },
    async endReports(tx: Transaction, invocationIds: readonly string[]): Promise<void> {
      await sql`update reports set state = 'INGESTED' where invocation_id = any(${[...invocationIds]}::text[])`.execute(
        tx,
      );
      await work.settleInvocations(tx, invocationIds);
    },
    async sessionsWaitingForLocks(): Promise<number> {
      const { rowCount } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount ?? 0;
    },
    invocation: (invocationId: string) => work.handlers.getInvocation({ params: { invocationId } } as never),
    workRequest: (workRequestId: string) => work.handlers.getWorkRequest({ params: { workRequestId } } as never),
    async log(workRequestId: string): Promise<string[]> {
      const { items } = await work.handlers.listWorkLog({ params: { workRequestId }, query: { limit: 1000 } } as never);
      return items.map(({ level, message }) => `${level} ${message}`);
    },
    resume: (workRequestId: string, reason?: string) =>
      work.handlers.resumeWorkRequest({
        params: { workRequestId },
        body: { reason },
        principal: { name: 'ada' },
        requestId: 'request',
      } as never),
    cancel: (workRequestId: string) =>
      work.handlers.cancelWorkRequest({ params: { workRequestId }, principal: { name: 'ada' } } as never),
    async [Symbol.asyncDispose](): Promise<void> {
      await served.close();
      await database.drop();
      await rm(directory, { recursive: true });
    },
  };
}

export type TestBed = Awaited<ReturnType<typeof createTestBed>>;

/** All that an agent tells of a run that goes well. */
export const goodRun: readonly BareEvent[] = [
  { type: 'accepted', bootId: 'boot-1' },
  { type: 'started', steps: [{ name: 'scan', action: 'aws:runShellScript' }] },
  { type: 'step-started', step: 'scan' },
  { type: 'output', step: 'scan', stream: 'stdout', offset: 0, text: 'hello\n' },
  { type: 'step-finished', step: 'scan', state: 'SUCCEEDED', exitCode: 0, message: '', stdoutBytes: 6, stderrBytes: 0 },
  { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: false },
];

/** The agent routes of one replica on a loopback port. */
async function serve(work: Work, parameters?: Pick<ParameterStore, 'agentRoutes'>) {
  const app = Fastify({ forceCloseConnections: true });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  requireAgent(app, async (token) => token);
  await work.agentRoutes(app);
  parameters?.agentRoutes(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}

async function addInstance(db: Db): Promise<string> {
  const id = newId('instance');
  await sql`
    insert into managed_instances (id, compartment_id, display_name, hostname, os_family, os_name, os_version,
      kernel_version, architecture, agent_version, facts_hash, key_thumbprint, public_key)
    values (${id}::text, ${ROOT_COMPARTMENT_ID}::text, 'host', 'host', 'LINUX', 'Debian', '12', '6.1', 'x64', '1', 'f',
      ${id}::text, '{}')`.execute(db);
  return id;
}

async function findInstances(db: Db, ids: readonly string[]): Promise<TargetInstance[]> {
  const { rows } = await sql<TargetInstance>`
    select id, display_name as "displayName", compartment_id as "compartmentId", os_family as "osFamily", labels
    from managed_instances where id = any(${[...ids]}::text[])`.execute(db);
  return rows;
}

interface ReportSpec {
  readonly invocationId: string;
  readonly instanceId: string;
  readonly kind: 'updates-before' | 'available-updates';
  readonly state: ReportState;
}

async function addReport(db: Db, { invocationId, instanceId, kind, state }: ReportSpec): Promise<string> {
  const id = newId('report');
  await sql`
    insert into reports (id, invocation_id, work_request_id, instance_id, kind, key, size_bytes, sha256, state)
    select ${id}::text, i.id, i.work_request_id, ${instanceId}::text, ${kind}::text,
      ${reportKey(kind, '2026-03-01', instanceId, invocationId)}::text, 1, 'sum', ${state}::text
    from invocations i where i.id = ${invocationId}::text`.execute(db);
  return id;
}

async function reportSummary(tx: Transaction, invocationId: string): Promise<ReportSummary> {
  const { rows } = await sql<{ kind: string; state: ReportState; line: number; column: string; reason: string }>`
    select kind, state, fault_line as line, fault_column as column, fault_reason as reason from reports
    where invocation_id = ${invocationId}::text`.execute(tx);
  const inState = (state: ReportState) => rows.filter((row) => row.state === state);
  return {
    granted: inState('GRANTED').length,
    uploaded: inState('UPLOADED').length,
    ingested: inState('INGESTED').length,
    quarantined: inState('QUARANTINED'),
    failed: inState('FAILED'),
    manifest: { state: 'BEARS_OUT' },
  };
}
