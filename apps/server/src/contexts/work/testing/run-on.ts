import type { WorkRequest } from '@rustine/contract';
import { ONLINE_SECONDS_MAX } from '@rustine/domain';
import { sql } from 'kysely';
import { DISPATCH_TASK } from '../dispatch/ask-for-dispatch.ts';
import type { StartWorkRequest, Work } from '../index.ts';
import { scanDocument, type TestBed } from './test-bed.ts';

export interface Standing {
  readonly id: string;
  readonly instanceId: string;
  readonly state: string;
  readonly reason: string;
  readonly released: boolean;
  readonly started: boolean;
  readonly online: boolean;
}

export interface RunSpec extends Partial<StartWorkRequest> {
  readonly count: number;
  /** How many of them hold their links open; all unless given. */
  readonly online?: number;
  /** What is to be so before the work is asked for. */
  readonly prepare?: (instanceIds: readonly string[]) => void | Promise<void>;
}

/** Instances of which the first `online` hold their links open, and work on them; `replicas` look at it when told. */
export async function runOn(bed: TestBed, { count, online = count, prepare, ...limits }: RunSpec) {
  const instanceIds = await Promise.all(Array.from({ length: count }, () => bed.addInstance()));
  const present = instanceIds.slice(0, online);
  await sql`update managed_instances set last_check_in_at = ${bed.clock()}::timestamptz
    where id = any(${present}::text[])`.execute(bed.db);
  await prepare?.(instanceIds);
  const request = { documentName: scanDocument.name, instanceIds, parameters: {}, createdBy: 'ada', ...limits };
  const { workRequestId } = await bed.work.startWork(request);
  return watchRun(bed, { workRequestId, instanceIds });
}

/** Work that was asked for, and what its instances do. */
export function watchRun(
  bed: TestBed,
  { workRequestId, instanceIds }: { readonly workRequestId: string; readonly instanceIds: readonly string[] },
) {
  const onlineSince = () => new Date(bed.clock().getTime() - ONLINE_SECONDS_MAX * 1000);
  const standing = async (): Promise<Standing[]> => {
    const { rows } = await sql<Standing>`
      select i.id, i.instance_id as "instanceId", i.state, i.reason, i.released_at is not null as released,
        i.started_at is not null as started, coalesce(m.last_check_in_at >= ${onlineSince()}::timestamptz, false) as online
      from invocations i join managed_instances m on m.id = i.instance_id
      where i.work_request_id = ${workRequestId}::text order by i.id`.execute(bed.db);
    return rows;
  };

  return {
    workRequestId,
    instanceIds,
    standing,
    released: async () => (await standing()).filter(({ released }) => released),
    workRequest: (): Promise<WorkRequest> => bed.workRequest(workRequestId),
    /** What the queue of a replica does when it was asked for. */
    dispatch: async (work: Work = bed.work) => void (await work.tasks[DISPATCH_TASK]?.({ workRequestId }, {} as never)),
    accept: ({ id, instanceId }: Standing) =>
      bed.agent(instanceId).post(bed.events(id, [{ type: 'accepted', bootId: 'b' }])),
    /** Ends one that its agent accepted. */
    finish: ({ id, instanceId }: Standing, state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT') =>
      bed.agent(instanceId).post(
        bed.events(
          id,
          [
            { type: 'started', steps: [] },
            { type: 'finished', state, message: 'as it went', rebootRequired: null },
          ],
          2,
        ),
      ),
  };
}

export type Run = ReturnType<typeof watchRun>;
