import { CheckInRequest, CheckInResponse } from '@rustine/contract';
import { CHECK_IN_SECONDS } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Db } from '../../../db/connect.ts';
import { refuseNul } from '../../../http/refuse-nul.ts';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { noteCheckIn, noteFacts } from '../sql/check-in.ts';

/** `POST /check-in`: a sign of life; facts travel only when the server does not hold them. */
export function registerCheckIn(app: FastifyInstance, options: { db: Db; clock: () => Date }): void {
  const { db, clock } = options;
  const schema = { hide: true, body: CheckInRequest, response: { 200: CheckInResponse } };
  app.post('/check-in', { schema, preHandler: refuseNul }, async (request) => {
    const instanceId = instanceIdOf(request);
    const checkIn = request.body as z.output<typeof CheckInRequest>;
    const heldHash = await noteCheckIn(db, instanceId, checkIn);
    const changed = heldHash !== checkIn.factsHash;
    if (changed && checkIn.facts !== undefined) await noteFacts(db, instanceId, checkIn.facts, checkIn.factsHash);
    return {
      serverTime: clock().toISOString(),
      factsWanted: changed && checkIn.facts === undefined,
      nextCheckInSeconds: CHECK_IN_SECONDS,
    };
  });
}
