import { CheckInRequest, CheckInResponse, type PackageChange } from '@rustine/contract';
import { CHECK_IN_SECONDS } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Db } from '../../../db/connect.ts';
import type { FleetNeeds } from '../needs.ts';
import { refuseNul } from '../../../http/refuse-nul.ts';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { noteCheckIn, noteFacts } from '../sql/check-in.ts';

export interface CheckInDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<FleetNeeds, 'changes' | 'windows'>;
}

/**
 * `POST /check-in`: a sign of life; facts travel only when the server does not hold them. The answer says what is to
 * become of the updates that the machine's system makes by itself.
 */
export function registerCheckIn(app: FastifyInstance, { db, clock, needs }: CheckInDeps): void {
  const schema = { hide: true, body: CheckInRequest, response: { 200: CheckInResponse } };
  app.post('/check-in', { schema, preHandler: refuseNul }, async (request) => {
    const instanceId = instanceIdOf(request);
    const checkIn = request.body as z.output<typeof CheckInRequest>;
    // A fault here costs no sign of life: the agent keeps what was not taken.
    const takeChanges = async (changes: readonly PackageChange[] = []): Promise<boolean> => {
      try {
        await needs.changes.noteChanges(instanceId, changes);
        return true;
      } catch (error) {
        request.log.error({ err: error, instanceId }, 'package changes could not be kept; the agent tells them again');
        return false;
      }
    };
    const heldHash = await noteCheckIn(db, instanceId, checkIn);
    const changed = heldHash !== checkIn.factsHash;
    if (changed && checkIn.facts !== undefined) await noteFacts(db, instanceId, checkIn.facts, checkIn.factsHash);
    const now = clock();
    return {
      serverTime: now.toISOString(),
      factsWanted: changed && checkIn.facts === undefined,
      nextCheckInSeconds: CHECK_IN_SECONDS,
      automaticUpdates: await needs.windows.automaticUpdatesOf(instanceId, now),
      packageChangesTaken: await takeChanges(checkIn.packageChanges),
    };
  });
}
