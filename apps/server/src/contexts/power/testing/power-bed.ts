import { access, appendFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import { vi } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { Principal } from '../../../http/principal.ts';
import { newId } from '../../../ids.ts';
import { addInstance, addInvocation } from '../../../testing/fleet-rows.ts';
import { createFleet } from '../../fleet/index.ts';
import { noNeighbours } from '../../fleet/testing/no-neighbours.ts';
import { createPower, type Power, type PowerNeeds } from '../index.ts';

/**
 * A hypervisor of files, as an `exec` command: each machine is a file with its state, every call is written to a list,
 * and what stands in `<ref>.fault-<verb>` is why a call fails. `stopped-now` is what somebody starts right after we looked.
 */
const HYPERVISOR = `#!/bin/sh
set -eu
cd "$(dirname "$0")/machines"
verb=$1 ref=$2
echo "$verb" >>"$ref.calls"
while [ -e "$ref.hangs" ]; do sleep 0.05; done
if [ -e "$ref.fault-$verb" ]; then cat "$ref.fault-$verb" >&2; grep -q '^!' "$ref.fault-$verb" && exit 2; exit 1; fi
[ -e "$ref.state" ] || { echo "there is no machine $ref" >&2; exit 1; }
state=$(cat "$ref.state")
case $verb in
status)
  case $state in
  starting) echo "running boot-$(wc -l <"$ref.calls")" >"$ref.state" ;;
  stopping) echo stopped >"$ref.state" ;;
  starting-slowly) state=starting ;;
  stopped-now) echo 'running boot-by-hand' >"$ref.state"; state=stopped ;;
  esac
  echo "$state" ;;
start)
  case $state in running*) echo needless >>"$ref.calls"; echo 'already running' ;; *) echo starting >"$ref.state" ;; esac ;;
stop)
  case $state in running*) echo stopping >"$ref.state" ;; esac ;;
esac
`;

const POLL_SECONDS = 5;
const JOBS_MAX = 400;

const principal: Principal = { accessTokenId: 'tok', name: 'ada', role: 'ADMIN', method: 'TOKEN' };

export interface Told {
  readonly about: 'wake' | 'restore';
  readonly invocationId: string;
  readonly outcome: object;
}

/** The power context on a database of its own, with machines that are files and a work that writes down what it is told. */
export async function openPowerBed(overrides: Partial<PowerNeeds['work']> = {}) {
  const database = await createTestDatabase();
  const { db } = database;
  const folder = await mkdtemp(join(tmpdir(), 'rustine-power-'));
  const command = join(folder, 'hypervisor');
  await writeFile(command, HYPERVISOR);
  await chmod(command, 0o755);
  const machines = join(folder, 'machines');
  await mkdir(machines);
  let now = new Date('2026-03-01T12:00:00.000Z');
  const clock = () => now;
  const told: Told[] = [];
  const secrets = new Map<string, string>();
  const fleet = createFleet({ db, clock, serverId: 'rustine-test', commandKeys: [], needs: noNeighbours });
  const needs: PowerNeeds = {
    fleet,
    parameters: {
      readSecret: async (name) => {
        await bed.onSecret();
        return secrets.get(name) ?? null;
      },
    },
    work: {
      wakeSettled: async (_tx, { invocationId, outcome }) => void told.push({ about: 'wake', invocationId, outcome }),
      restoreSettled: async (_tx, { invocationId, outcome }) =>
        void told.push({ about: 'restore', invocationId, outcome }),
      ...overrides,
    },
  };
  const newReplica = () =>
    createPower({ db, clock, log: quietLog, commandsDir: folder, needs, pollMs: POLL_SECONDS * 1000 });
  const power = newReplica();
  const ask = <Id extends keyof Power['handlers']>(id: Id, asked: object = {}): ReturnType<Power['handlers'][Id]> => {
    const handle = power.handlers[id] as (input: unknown) => never;
    return handle({ params: {}, query: {}, body: undefined, ...asked, principal, requestId: 'req-1' });
  };
  const timing = { startSeconds: 600, stopSeconds: 600, callSeconds: 30 };
  const { id: providerId } = await ask('createPowerProvider', {
    body: { name: 'files', settings: { kind: 'exec', command: 'hypervisor', ...timing } },
  });
  const run = async (sessionId: number) => {
    await power.tasks['power-session']!({ sessionId }, {} as never);
  };

  const bed = {
    /** What happens while a secret is read. */
    onSecret: async (): Promise<void> => undefined,
    db,
    database,
    power,
    newReplica,
    fleet,
    folder,
    providerId,
    timing,
    told,
    secrets,
    ask,
    clock,
    passTime: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
    /** A machine of the hypervisor and the instance that is bound to it. */
    async machine(state: 'running' | 'stopped', { leaveOn = false } = {}) {
      const instanceId = await addInstance(db);
      const ref = `vm-${instanceId.slice(-8)}`;
      const file = (suffix: string) => join(machines, `${ref}.${suffix}`);
      const set = (text: string) => writeFile(file('state'), `${text}\n`);
      await set(state === 'running' ? 'running boot-0' : 'stopped');
      await ask('bindInstancePower', { params: { instanceId }, body: { providerId, ref, leaveOn } });
      return {
        instanceId,
        ref,
        set,
        state: async () => (await readFile(file('state'), 'utf8')).trim(),
        /** The calls that change something, in their order. */
        changes: async () => {
          const calls = await readFile(file('calls'), 'utf8').catch(() => '');
          return calls.split('\n').filter((call) => ['start', 'stop', 'needless'].includes(call));
        },
        fail: (verb: 'status' | 'start' | 'stop', message: string) => appendFile(file(`fault-${verb}`), message),
        hang: () => writeFile(file('hangs'), ''),
        /** Once the hypervisor was asked about it. */
        asked: () => vi.waitFor(() => access(file('calls')), { timeout: 20_000 }),
        answer: () => rm(file('hangs')),
        mend: (verb: 'status' | 'start' | 'stop') => rm(file(`fault-${verb}`)),
      };
    },
    /** An instance that is bound to a machine of another provider. */
    async bound(settings: object, ref: string) {
      const { id } = await ask('createPowerProvider', {
        body: { name: `peer-${newId('powerProvider')}`, settings: { ...timing, ...settings } },
      });
      const instanceId = await addInstance(db);
      await ask('bindInstancePower', { params: { instanceId }, body: { providerId: id, ref, leaveOn: false } });
      return { instanceId, providerId: id };
    },
    /** A run on the instance that needs its machine. */
    async wake(instanceId: string) {
      const invocationId = await addInvocation(db, instanceId, { state: 'POWERING_ON' });
      const asked = { workRequestId: newId('workRequest'), invocationId, instanceId, at: now };
      await withTransaction(db, (tx) => power.askToWake(tx, asked));
      return invocationId;
    },
    restore: (instanceId: string, invocationId: string, restartedByOthers = false) =>
      withTransaction(db, (tx) => power.askToRestore(tx, { invocationId, instanceId, restartedByOthers, at: now })),
    run,
    /** Runs what the queue holds, in its order and at its times, until nothing is left; `pause` lets a real machine work. */
    async runJobs(pause: () => Promise<void> = async () => undefined) {
      for (let count = 0; count < JOBS_MAX; count += 1) {
        const { rows } = await sql<{ id: number; payload: { sessionId: number }; runAt: Date }>`
          delete from graphile_worker._private_jobs
          where id = (select id from graphile_worker._private_jobs order by run_at, id limit 1)
          returning id, payload, run_at as "runAt"`.execute(db);
        const [job] = rows;
        if (job === undefined) return;
        if (job.runAt.getTime() > Date.now()) {
          now = new Date(now.getTime() + POLL_SECONDS * 1000);
          await pause();
        }
        await run(job.payload.sessionId);
      }
      throw new Error('the queue does not come to an end');
    },
    async sessionOf(instanceId: string) {
      return (await ask('getInstancePower', { params: { instanceId } })).sessions[0]!;
    },
    async openSessionId(instanceId: string) {
      const { rows } = await sql<{ id: number }>`
        select id from power_sessions where instance_id = ${instanceId}::text and phase <> 'ENDED'`.execute(db);
      return rows[0]!.id;
    },
    async [Symbol.asyncDispose]() {
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
  return bed;
}

export type PowerBed = Awaited<ReturnType<typeof openPowerBed>>;
