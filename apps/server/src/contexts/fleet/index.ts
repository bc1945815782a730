import type { Ed25519PublicJwk, InstanceStatus } from '@rustine/contract';
import { instanceStatus } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { Db, Transaction } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import type { AuthenticateAgent } from '../../http/require-agent.ts';
import { authenticateAgent } from './authenticate-agent.ts';
import { createEnrollmentToken } from './create-enrollment-token.ts';
import { createInstanceHandlers } from './instance-handlers.ts';
import type { FleetNeeds } from './needs.ts';
import { requireScope } from './require-scope.ts';
import { registerCheckIn } from './routes/check-in.ts';
import { registerEnrollAgent } from './routes/enroll-agent.ts';
import { findPublicKey } from './sql/find-instance-by-key.ts';
import type { Scope } from './sql/in-scope.ts';
import { listIdsInScope, listInstancesForWork } from './sql/list-instances.ts';
import { recordRebootRequired } from './sql/record-reboot-required.ts';
import { touchInstances } from './sql/touch-instances.ts';

export type { FleetNeeds, InstanceFigures } from './needs.ts';
export type { Scope } from './sql/in-scope.ts';

export interface FleetDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly serverId: string;
  readonly commandKeys: readonly Ed25519PublicJwk[];
  readonly needs: FleetNeeds;
}

export type InstanceForWork = Awaited<ReturnType<typeof listInstancesForWork>>[number];

export interface Fleet {
  readonly handlers: HandlersOf<'listCompartments' | 'listInstances' | 'getInstance' | 'createEnrollmentToken'>;
  readonly authenticateAgent: AuthenticateAgent;
  /** Enrolment, before an agent has an identity. */
  readonly publicAgentRoutes: (app: FastifyInstance) => void;
  readonly agentRoutes: (app: FastifyInstance) => void;
  /** Those of the ids that exist. */
  readonly findInstances: (ids: readonly string[]) => Promise<InstanceForWork[]>;
  readonly noteSeen: (instanceIds: readonly string[], at: Date) => Promise<void>;
  readonly noteRebootRequired: (
    tx: Transaction,
    noted: { instanceId: string; rebootRequired: boolean; at: Date },
  ) => Promise<void>;
  readonly publicKeyOf: (instanceId: string) => Promise<Ed25519PublicJwk | null>;
  /** `ALL` when nothing narrows it. @throws CodedError NOT_FOUND */
  readonly scopeIds: (db: Db, scope: Scope) => Promise<readonly string[] | 'ALL'>;
  readonly statusOf: (instance: { lastCheckInAt: Date | null }) => InstanceStatus;
}

/** Compartments, groups, managed instances, and how agents become one. */
export function createFleet({ db, clock, serverId, commandKeys, needs }: FleetDeps): Fleet {
  return {
    handlers: {
      ...createInstanceHandlers({ db, clock, needs }),
      createEnrollmentToken: ({ body, principal, requestId }) =>
        createEnrollmentToken(db, { ...body, compartmentId: body.compartmentId, createdBy: principal.name, requestId }),
    },
    authenticateAgent: (token) => authenticateAgent(db, serverId, token),
    publicAgentRoutes: (app) => registerEnrollAgent(app, { db, serverId, commandKeys }),
    agentRoutes: (app) => registerCheckIn(app, { db, clock }),
    findInstances: (ids) => listInstancesForWork(db, ids),
    noteSeen: (instanceIds, at) => touchInstances(db, instanceIds, at),
    noteRebootRequired: (tx, { instanceId, rebootRequired, at }) =>
      recordRebootRequired(tx, instanceId, rebootRequired, at),
    publicKeyOf: async (instanceId) => (await findPublicKey(db, instanceId)) ?? null,
    scopeIds: async (reader, scope) => {
      await requireScope(reader, scope);
      return scope.compartmentId === undefined && scope.groupId === undefined ? 'ALL' : listIdsInScope(reader, scope);
    },
    statusOf: ({ lastCheckInAt }) => instanceStatus(lastCheckInAt, clock()),
  };
}
