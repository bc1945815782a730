import { EnrollRequest, EnrollResponse, type Ed25519PublicJwk } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Db } from '../../../db/connect.ts';
import { refuseNul } from '../../../http/refuse-nul.ts';
import { enroll } from '../enroll.ts';

/** Attempts of one address; a fleet behind one gateway enrols at this pace, since agents try again. */
const ATTEMPTS_PER_MINUTE_MAX = 60;

export interface EnrollRouteOptions {
  readonly db: Db;
  readonly serverId: string;
  readonly commandKeys: readonly Ed25519PublicJwk[];
}

/** `POST /enrollments`: the one agent route that a token opens instead of a key. */
export function registerEnrollAgent(app: FastifyInstance, options: EnrollRouteOptions): void {
  const { db, serverId, commandKeys } = options;
  app.post(
    '/enrollments',
    {
      schema: { hide: true, body: EnrollRequest, response: { 201: EnrollResponse } },
      preHandler: refuseNul,
      config: { rateLimit: { max: ATTEMPTS_PER_MINUTE_MAX, timeWindow: '1 minute' } },
    },
    async (request, reply) => {
      const instanceId = await enroll(db, request.body as z.output<typeof EnrollRequest>, request.id);
      return reply.status(201).send({ instanceId, serverId, commandKeys });
    },
  );
}
