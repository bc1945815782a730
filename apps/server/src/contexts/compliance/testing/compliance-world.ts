import { randomUUID } from 'node:crypto';
import type { ReportKind } from '@rustine/contract';
import { createTestDatabase, quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { newId } from '../../../ids.ts';
import { addInstance, addInvocation, type InstancePlan } from '../../../testing/fleet-rows.ts';
import { createCompliance, type ComplianceNeeds } from '../index.ts';

type Wanted = Parameters<ComplianceNeeds['work']['startWork']>[0];
type Cells = Readonly<Record<string, string | number | boolean | Date | null>>;

/** The compliance context on a real database; work that it starts is kept as rows and in a list. */
export async function startComplianceWorld() {
  const database = await createTestDatabase();
  const { db } = database;
  const time = { now: new Date('2026-11-21T12:00:00Z') };
  const started: (Wanted & { invocationId: string })[] = [];
  const compliance = createCompliance({
    db,
    clock: () => time.now,
    log: quietLog,
    needs: {
      work: { startWork: workStarter(db, started) },
      fleet: {
        scopeIds: async (_db, { compartmentId }) =>
          compartmentId === undefined ? 'ALL' : inCompartment(db, compartmentId),
        statusOf: ({ lastCheckInAt }) => (lastCheckInAt === null ? 'OFFLINE' : 'ONLINE'),
      },
    },
  });
  const world = {
    db,
    time,
    started,
    compliance,
    addInstance: (plan?: InstancePlan) => addInstance(db, plan),
    resolve: async () => (compliance.tasks['resolve-cves'] as unknown as () => Promise<void>)(),
    /** Carries a report into the current state as ingest does, in chunks of two rows. */
    async apply(instanceId: string, kind: ReportKind, { rows, capturedAt = time.now, invocationId }: ApplyPlan) {
      const reportId = newId('report');
      const invocation = invocationId ?? (await addInvocation(db, instanceId));
      await sql`
        insert into reports (id, invocation_id, work_request_id, instance_id, kind, key, size_bytes, sha256, state)
        select ${reportId}, i.id, i.work_request_id, ${instanceId}, ${kind}, ${randomUUID()}, 1, '', 'UPLOADED'
        from invocations i where i.id = ${invocation}`.execute(db);
      const report = { reportId, invocationId: invocation, instanceId, kind, capturedAt, rowCount: rows.length };
      await db.transaction().execute((tx) => compliance.applyReport(tx, report, chunksOf(rows)));
    },
    /** The agent's answer to the ask that was started as number `index`. */
    async answer(index: number, cvesOf: (item: string) => readonly string[] | null) {
      const { invocationId, instanceIds, parameters } = started[index]!;
      const rows = parameters['packages']!.map((item) => {
        const [origin, name, architecture, version] = item.split('|');
        const cves = cvesOf(item);
        const facts = {
          source_package: name!,
          source_version: version!,
          method: cves === null ? 'UNREADABLE' : 'CHANGELOG',
        };
        return {
          name: name!,
          architecture: architecture!,
          version: version!,
          origin: origin!.toUpperCase(),
          ...facts,
          cves: cves?.join(' ') ?? null,
          message: null,
        };
      });
      await world.apply(instanceIds[0]!, 'changelog-cves', { rows, invocationId });
    },
    figures: async (instanceId: string) => (await compliance.figuresOf(db, [instanceId])).get(instanceId)!,
    [Symbol.asyncDispose]: database.drop,
  };
  return world;
}

interface ApplyPlan {
  readonly rows: readonly Cells[];
  readonly capturedAt?: Date;
  readonly invocationId?: string;
}

/** A missing update, of apt unless said otherwise: no advisory, no CVEs of its own. */
export function update(name: string, cells: Cells = {}): Cells {
  return {
    name,
    architecture: 'amd64',
    installed_version: '1.0-1',
    available_version: '1.0-2',
    update_type: 'SECURITY',
    severity: null,
    advisory: null,
    cves: null,
    repository: 'Debian:12/stable-security',
    size_bytes: 1000,
    reboot_suggested: false,
    ...cells,
  };
}

async function* chunksOf(rows: readonly Cells[]): AsyncGenerator<Cells[]> {
  for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2);
}

/** As the work context promises: the same key gives the same answer, also to two who ask at once. */
function workStarter(db: Db, started: (Wanted & { invocationId: string })[]): ComplianceNeeds['work']['startWork'] {
  const byKey = new Map<string, ReturnType<ComplianceNeeds['work']['startWork']>>();
  const start = async (wanted: Wanted) => {
    const { documentName, idempotencyKey, instanceIds } = wanted;
    const invocationId = await addInvocation(db, instanceIds[0]!, { documentName, idempotencyKey });
    started.push({ ...wanted, invocationId });
    const { rows } = await sql<{
      id: string;
    }>`select work_request_id as id from invocations where id = ${invocationId}`.execute(db);
    return { workRequestId: rows[0]!.id, invocationIds: [invocationId] };
  };
  return (wanted) => {
    const answer = byKey.get(wanted.idempotencyKey) ?? start(wanted);
    byKey.set(wanted.idempotencyKey, answer);
    return answer;
  };
}

async function inCompartment(db: Db, compartmentId: string): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from managed_instances where compartment_id = ${compartmentId}`.execute(db);
  return rows.map((row) => row.id);
}
