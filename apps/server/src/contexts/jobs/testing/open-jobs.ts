import { CodedError, CreateJobRequest, ROOT_COMPARTMENT_ID, type WorkRequestState } from '@rustine/contract';
import type { Sleeper } from '@rustine/domain';
import { createTestDatabase, quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { newId } from '../../../ids.ts';
import { createJobs } from '../index.ts';
import type { JobsNeeds, JobWork, Opening, Place } from '../needs.ts';
import { sweepJobs } from '../sweep-jobs.ts';
import { JOB_DUE_TASK, START_EXECUTION_TASK } from '../timers.ts';

/** A window that opens at these times. */
export interface TestWindow {
  readonly id: string;
  openings: Opening[];
}

interface OpenOptions {
  /** The windows that jobs are held against, in place of those that open at the times that a test gives. */
  readonly windowsOf?: (db: Db, clock: () => Date) => JobsNeeds['windows'];
}

/** The jobs context on a real database; work is noted where its rows would be, with the same rule for repeated asks. */
export async function openJobs({ windowsOf }: OpenOptions = {}) {
  const database = await createTestDatabase();
  const { db } = database;
  let now = new Date('2026-03-01T12:00:00.000Z');
  const clock = () => now;
  const windows = new Map<string, TestWindow>();
  const started: JobWork[] = [];
  const durations = new Map<string, number[]>();
  const durationsAsked: Parameters<JobsNeeds['history']['durationsOf']>[1][] = [];
  const checkDurations = new Map<string, number[]>();
  const sleepers = new Map<string, Sleeper>();
  const places = new Map<string, Place>();
  let refusal: CodedError | null = null;
  let frozen: string | null = null;
  let spared: readonly string[] = [];
  let whileWorkIsMade = (noted: () => Promise<void>): Promise<void> => noted();

  const insertWork = async (work: JobWork, state: WorkRequestState, reason: string) => {
    const id = newId('workRequest');
    return withTransaction(db, async (tx) => {
      const { rows } = await sql<{ id: string }>`
      insert into work_requests (id, compartment_id, document_name, document_version, parameters, state, reason,
        created_by, idempotency_key, created_at, finished_at)
      values (${id}::text, ${ROOT_COMPARTMENT_ID}::text, 'Doc', 1, '{}', ${state}::text, ${reason}::text,
        ${work.createdBy}::text, ${work.idempotencyKey}::text, ${now}::timestamptz,
        case when ${state}::text = 'FAILED' then ${now}::timestamptz end)
      on conflict (idempotency_key) do update set idempotency_key = excluded.idempotency_key returning id`.execute(tx);
      if (rows[0]!.id === id) {
        await whileWorkIsMade(() => work.whenMade(tx, id));
        started.push(work);
      }
      return { workRequestId: rows[0]!.id };
    });
  };
  const instances = async (ids: readonly string[] | null) => {
    const { rows } = await sql<{
      id: string;
      displayName: string;
      compartmentId: string;
      osFamily: 'LINUX';
      labels: Record<string, string>;
    }>`
      select id, display_name as "displayName", compartment_id as "compartmentId", os_family as "osFamily", labels
      from managed_instances where ${ids === null}::boolean or id = any(${[...(ids ?? [])]}::text[]) order by id`.execute(
      db,
    );
    return rows;
  };
  const openAt = (windowIds: readonly string[] | null, at: Date) =>
    [...windows.values()]
      .filter(({ id }) => windowIds === null || windowIds.includes(id))
      .flatMap(({ openings }) => openings)
      .find(({ opensAt, cutoffAt }) => opensAt <= at && at < cutoffAt);

  const needs: JobsNeeds = {
    fleet: {
      requireCompartment: async (_db, id) => {
        if (id !== ROOT_COMPARTMENT_ID) throw new CodedError('NOT_FOUND', `There is no compartment ${id}.`);
      },
      requireHeldCompartment: async (_db, id) => {
        if (id !== ROOT_COMPARTMENT_ID) throw new CodedError('NOT_FOUND', `There is no compartment ${id}.`);
      },
      async instancesForTargets({ instanceIds = null }) {
        const found = await instances(instanceIds);
        const gone = instanceIds?.find((id) => !found.some((instance) => instance.id === id));
        if (gone !== undefined) throw new CodedError('NOT_FOUND', `There is no managed instance ${gone}.`);
        return found;
      },
      findInstances: (ids) => instances(ids),
    },
    documents: {
      getVersion: async (name) => (name === 'Gone' ? null : { content: emptyDocument }),
    },
    parameters: { resolveRun: async () => [] },
    work: {
      async startWork(work) {
        if (refusal !== null) throw refusal;
        return insertWork(work, 'ACCEPTED', '');
      },
      startFailedWork: (work, reason) => insertWork(work, 'FAILED', reason),
      silentInstances: async (_db, ids) => ids.filter((id) => sleepers.has(id)),
      cancelWorkRequest: async (_db, { workRequestId }) =>
        void (await sql`update work_requests set state = 'CANCELED' where id = ${workRequestId}::text`.execute(db)),
    },
    windows: windowsOf?.(db, clock) ?? {
      async requireWindows(_db, ids, place) {
        for (const id of ids)
          if (!windows.has(id)) throw new CodedError('NOT_FOUND', `${place}: There is no maintenance window ${id}.`);
      },
      async placesFor(_db, { instanceIds, windowIds, at }) {
        const open = openAt(windowIds, at);
        return new Map(
          instanceIds.map((id) => [
            id,
            places.get(id) ??
              (open === undefined
                ? { kind: 'CLOSED' }
                : { kind: 'OPEN', startUntil: open.cutoffAt, closesAt: open.closesAt }),
          ]),
        );
      },
      async nextOpenings(_db, { instanceIds, windowIds, after }) {
        const next = [...windows.values()]
          .filter(({ id }) => windowIds?.includes(id) ?? true)
          .flatMap(({ openings }) => openings)
          .find(({ opensAt }) => opensAt > after);
        return new Map(next === undefined ? [] : instanceIds.map((id) => [id, next]));
      },
      async occurrencesOf(_db, windowId, { from, to }) {
        return windows
          .get(windowId)!
          .openings.filter(({ opensAt }) => opensAt >= from && opensAt < to)
          .map((opening) => ({ ...opening, timezone: 'UTC' }));
      },
      nextOccurrence: async (_db, windowId, after) =>
        windows.get(windowId)!.openings.find(({ opensAt }) => opensAt > after) ?? null,
      openUntil: async (_db, { windowIds, at }) => at.map((instant) => openAt(windowIds, instant)?.closesAt ?? null),
      freezesOn: async (_db, { instanceIds }) =>
        new Map(
          instanceIds.flatMap((id) =>
            frozen === null || spared.includes(id) ? [] : [[id, { name: frozen }] as const],
          ),
        ),
      freezesOfCompartments: async (_db, { compartmentIds, from, to }) =>
        new Map(frozen === null ? [] : compartmentIds.map((id) => [id, [{ name: frozen!, from, to }]])),
    },
    history: {
      async durationsOf(_db, given) {
        durationsAsked.push(given);
        return given.documentName === 'Check' ? checkDurations : durations;
      },
    },
    power: {
      wakingTimes: async (_db, ids) => new Map([...sleepers].filter(([id]) => ids.includes(id))),
    },
  };
  await sql`
    insert into document_versions (name, version, schema_version, description, content, sha256, registered_by)
    values ('Doc', 1, '2.2', '', '{}', '', 'ada')`.execute(db);
  const newReplica = () => createJobs({ db, clock, log: quietLog, publicUrl: () => 'http://127.0.0.1:7400', needs });
  const jobs = newReplica();
  const asked = { principal: { name: 'ada' }, requestId: 'req-1' };

  return {
    db,
    database,
    jobs,
    newReplica,
    needs,
    clock,
    started,
    durations,
    durationsAsked,
    /** Of the document `Check`. */
    checkDurations,
    /** Instances that do not answer, and what it took to start them and to put them back. */
    sleepers,
    /** Where single instances stand, whatever the windows say. */
    places,
    asked,
    passTime: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
    setTime: (iso: string) => void (now = new Date(iso)),
    refuse: (error: CodedError | null) => void (refusal = error),
    /** Freezes all instances but these. */
    freeze(name: string | null, but: readonly string[] = []): void {
      frozen = name;
      spared = but;
    },
    /** What happens in the transaction that makes work, around the moment at which the execution notes it. */
    whileWorkIsMade: (happens: typeof whileWorkIsMade) => void (whileWorkIsMade = happens),
    async sessionsWaitingForLocks(): Promise<number> {
      const { rowCount } = await database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount ?? 0;
    },
    addWindow(...openings: readonly [opensAt: string, minutes: number, cutoffMinutes?: number][]): TestWindow {
      const window: TestWindow = {
        id: newId('window'),
        openings: openings.map(([at, minutes, cutoff]) => opening(at, minutes, cutoff)),
      };
      windows.set(window.id, window);
      return window;
    },
    async addInstance(): Promise<string> {
      const id = newId('instance');
      await sql`
        insert into managed_instances (id, compartment_id, display_name, hostname, os_family, os_name, os_version,
          kernel_version, architecture, agent_version, facts_hash, key_thumbprint, public_key)
        values (${id}::text, ${ROOT_COMPARTMENT_ID}::text, 'host', 'host', 'LINUX', 'Debian', '12', '6.1', 'x64', '1', 'f',
          ${id}::text, '{}')`.execute(db);
      return id;
    },
    create: (spec: Partial<z.input<typeof CreateJobRequest>> & Pick<z.input<typeof CreateJobRequest>, 'schedule'>) =>
      jobs.handlers.createJob({
        ...asked,
        body: CreateJobRequest.parse({
          name: 'nightly',
          action: { kind: 'update-all' },
          targets: { compartmentId: ROOT_COMPARTMENT_ID, recursive: true },
          ...spec,
        }),
      } as never),
    job: (jobId: string) => jobs.handlers.getJob({ params: { jobId } } as never),
    async executions(jobId: string) {
      const { items } = await jobs.handlers.listJobExecutions({ params: { jobId }, query: { limit: 1000 } } as never);
      return items.toReversed();
    },
    run: (jobId: string, body: object = {}) => jobs.handlers.runJob({ ...asked, params: { jobId }, body } as never),
    /** What the queue of a replica does when a job's time has come. */
    due: async (jobId: string, replica = jobs) => void (await replica.tasks[JOB_DUE_TASK]?.({ jobId }, {} as never)),
    startExecution: async (executionId: string, replica = jobs) =>
      void (await replica.tasks[START_EXECUTION_TASK]?.({ executionId }, {} as never)),
    sweep: () => sweepJobs({ db, clock, log: quietLog, publicUrl: () => '', needs }),
    endWork: (workRequestId: string, state: WorkRequestState) =>
      sql`
        update work_requests set state = ${state}::text, started_at = coalesce(started_at, created_at),
          finished_at = ${now}::timestamptz
        where id = ${workRequestId}::text`.execute(db),
    timers: async () => {
      const { rows } = await sql<{ key: string; runAt: Date }>`
        select key, run_at as "runAt" from graphile_worker.jobs order by key`.execute(db);
      return rows.map(({ key, runAt }) => `${key.split(':')[0]} ${runAt.toISOString()}`);
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
}

const emptyDocument = JSON.stringify({
  schemaVersion: '2.2',
  mainSteps: [{ name: 'a', action: 'aws:runShellScript', inputs: { runCommand: ['true'] } }],
});

function opening(at: string, minutes: number, cutoffMinutes = 0): Opening {
  const opensAt = new Date(at);
  const closesAt = new Date(opensAt.getTime() + minutes * 60_000);
  return { opensAt, closesAt, cutoffAt: new Date(closesAt.getTime() - cutoffMinutes * 60_000) };
}
