import type { Ed25519PublicJwk, FleetOperationId, InstanceStatus, Targets } from '@rustine/contract';
import { instanceStatus } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { Db, Transaction } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import type { AuthenticateAgent } from '../../http/require-agent.ts';
import { authenticateAgent } from './authenticate-agent.ts';
import { coveredBy } from './covered-by.ts';
import { createCompartmentHandlers } from './compartment-handlers.ts';
import { createEnrollmentToken } from './create-enrollment-token.ts';
import { instancesForTargets } from './find-targets.ts';
import { createGroupHandlers } from './group-handlers.ts';
import { createInstanceHandlers } from './instance-handlers.ts';
import type { FleetNeeds } from './needs.ts';
import { requireCompartment, requireHeldCompartment, resolveScope, type AskedScope } from './resolve-scope.ts';
import { registerCheckIn } from './routes/check-in.ts';
import { registerEnrollAgent } from './routes/enroll-agent.ts';
import { findPublicKey } from './sql/find-instance-by-key.ts';
import { listIdsInScope, listInstancesForWork } from './sql/list-instances.ts';
import type { TargetInstance } from './sql/list-targets.ts';
import { recordRebootRequired } from './sql/record-reboot-required.ts';
import { recordNotStopped, recordStopped } from './sql/record-stopped.ts';
import { touchInstances } from './sql/touch-instances.ts';

export type { FleetNeeds, InstanceFigures } from './needs.ts';
export type { AskedScope } from './resolve-scope.ts';
export type { TargetInstance } from './sql/list-targets.ts';

export interface FleetDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly serverId: string;
  readonly commandKeys: readonly Ed25519PublicJwk[];
  readonly needs: FleetNeeds;
}

export interface Fleet {
  readonly handlers: HandlersOf<FleetOperationId | 'createEnrollmentToken'>;
  readonly authenticateAgent: AuthenticateAgent;
  /** Enrolment, before an agent has an identity. */
  readonly publicAgentRoutes: (app: FastifyInstance) => void;
  readonly agentRoutes: (app: FastifyInstance) => void;
  /** Those of the ids that exist. */
  readonly findInstances: (ids: readonly string[]) => Promise<TargetInstance[]>;
  /**
   * The instances that are targeted at this moment, each once, by name; none is an answer too. `place` is where the
   * targets stand in the request, `body.targets` unless given. @throws CodedError NOT_FOUND naming what is not there.
   */
  readonly instancesForTargets: (targets: Targets, place?: string) => Promise<readonly TargetInstance[]>;
  /**
   * Which instances each of many targets names at this moment, by the key of the targets: of all instances, or of those
   * asked for. What the targets name and is not there any more names nothing.
   */
  readonly coveredBy: typeof coveredBy;
  readonly noteSeen: (instanceIds: readonly string[], at: Date) => Promise<void>;
  readonly noteRebootRequired: (
    tx: Transaction,
    noted: { instanceId: string; rebootRequired: boolean; at: Date },
  ) => Promise<void>;
  readonly publicKeyOf: (instanceId: string) => Promise<Ed25519PublicJwk | null>;
  /** @throws CodedError NOT_FOUND, with the place in the request when it is given. */
  readonly requireCompartment: (db: Db, id: string, place?: string) => Promise<void>;
  /** The same; it stays there until the transaction ends. */
  readonly requireHeldCompartment: (tx: Transaction, id: string, place: string) => Promise<void>;
  /** `ALL` when nothing narrows it. @throws CodedError NOT_FOUND */
  readonly scopeIds: (db: Db, scope: AskedScope) => Promise<readonly string[] | 'ALL'>;
  readonly statusOf: (instance: {
    lastCheckInAt: Date | null;
    rebooting: boolean;
    stoppedAt: Date | null;
  }) => InstanceStatus;
  /** Whoever powers it said at `at` that it is switched off. */
  readonly noteStopped: (tx: Transaction, instanceId: string, at: Date) => Promise<void>;
  /** Whoever powers it says that it is not. */
  readonly noteNotStopped: (tx: Transaction, instanceId: string) => Promise<void>;
}

/** Compartments, groups, managed instances, and how agents become one. */
export function createFleet({ db, clock, serverId, commandKeys, needs }: FleetDeps): Fleet {
  return {
    handlers: {
      ...createCompartmentHandlers(db),
      ...createInstanceHandlers({ db, clock, needs }),
      ...createGroupHandlers({ db, clock, needs }),
      createEnrollmentToken: ({ body, principal, requestId }) =>
        createEnrollmentToken(db, body, { actor: principal.name, requestId }),
    },
    authenticateAgent: (token) => authenticateAgent(db, serverId, token),
    publicAgentRoutes: (app) => registerEnrollAgent(app, { db, serverId, commandKeys }),
    agentRoutes: (app) => registerCheckIn(app, { db, clock, needs }),
    findInstances: (ids) => listInstancesForWork(db, ids),
    instancesForTargets: (targets, place) => instancesForTargets(db, targets, place),
    coveredBy,
    noteSeen: (instanceIds, at) => touchInstances(db, instanceIds, at),
    noteRebootRequired: (tx, { instanceId, rebootRequired, at }) =>
      recordRebootRequired(tx, instanceId, rebootRequired, at),
    publicKeyOf: async (instanceId) => (await findPublicKey(db, instanceId)) ?? null,
    requireCompartment,
    requireHeldCompartment,
    scopeIds: async (reader, asked) => {
      if (asked.compartmentId === undefined && asked.groupId === undefined) return 'ALL';
      return listIdsInScope(reader, await resolveScope(reader, asked));
    },
    statusOf: ({ lastCheckInAt, rebooting, stoppedAt }) =>
      instanceStatus({ lastSeenAt: lastCheckInAt, rebooting, stoppedAt }, clock()),
    noteStopped: recordStopped,
    noteNotStopped: recordNotStopped,
  };
}
