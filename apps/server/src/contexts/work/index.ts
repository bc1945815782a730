import { ONLINE_SECONDS_MAX, type DocumentName } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Db, DatabaseAddress, Transaction } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { createPatience } from './dispatch/answers-since.ts';
import { DISPATCH_TASK } from './dispatch/ask-for-dispatch.ts';
import { lookAtWork } from './dispatch/look-at-work.ts';
import { createSharedAsks } from './dispatch/share-asks.ts';
import { sweepWaiting } from './dispatch/sweep-waiting.ts';
import { abandonInstance } from './abandon-instance.ts';
import { cancelWorkRequest, type CancelRequest } from './cancel-work-request.ts';
import { findInnerDocument } from './asked/find-inner-document.ts';
import { createHandlers, type WorkHandlers } from './handlers.ts';
import { createLinkRegistry } from './link/link-registry.ts';
import { keepLinks } from './link/keep-links.ts';
import type { KnownDocument, RestoreOutcome, WakeOutcome, WorkNeeds } from './needs.ts';
import type { StartWorkRequest } from './plan-work.ts';
import { noteRebootWait } from './note-reboot-wait.ts';
import { invocationOf, type KnownInvocation } from './read/invocations.ts';
import { runOf, type RunOfInvocation } from './read/run-of.ts';
import { rememberVersions } from './remember-versions.ts';
import { registerGetInbox } from './routes/get-inbox.ts';
import { registerHoldLink } from './routes/hold-link.ts';
import { registerPostDocumentRequest } from './routes/post-document-request.ts';
import { registerPostEvents } from './routes/post-events.ts';
import { settleInvocation, settleInvocations } from './settle-invocation.ts';
import type { SigningKey } from './signing-key.ts';
import { restoreSettled, wakeSettled } from './power/settle-power.ts';
import { startFailedWork } from './start-failed-work.ts';
import { startWork, type StartedWork } from './start-work.ts';
import { lockEnded, removeWorkRequests } from './sql/remove-work-requests.ts';
import { removeOldPieces } from './sql/output-pieces.ts';
import { listSilent } from './sql/waiting.ts';
import { START_GRACE_MS, watchDeadlines } from './watch-deadlines.ts';

export type {
  HoldingFreeze,
  NewUpdate,
  PowerNeeds,
  RestoreOutcome,
  WakeOutcome,
  WindowNeeds,
  WindowPlace,
} from './needs.ts';
export type { KnownInvocation, SigningKey, StartedWork, StartWorkRequest, WorkHandlers, WorkNeeds };
export { claimSigningKey } from './claim-signing-key.ts';
export { loadSigningKey } from './signing-key.ts';
export { readServerId } from './server-id.ts';

export interface WorkDeps {
  readonly db: Db;
  /** For a connection of its own that listens for wakes. */
  readonly address: DatabaseAddress;
  readonly log: Log;
  readonly clock: () => Date;
  readonly signingKey: SigningKey;
  readonly serverId: string;
  readonly needs: WorkNeeds;
  /** Milliseconds after `start` in which no deadline passes; a minute unless given. */
  readonly startGraceMs?: number;
}

export interface Work {
  readonly handlers: WorkHandlers;
  /** GET link, GET inbox, POST events, POST documents, on a scope that has authenticated the agent. */
  agentRoutes(app: FastifyInstance): Promise<void>;
  readonly tasks: TaskList;
  start(): Promise<void>;
  /** Ends the links: call it before the HTTP server closes. */
  stop(): Promise<void>;
  /** @throws CodedError NOT_FOUND, VALIDATION_FAILED or DOCUMENT_INVALID; then nothing was made. */
  startWork(request: StartWorkRequest): Promise<StartedWork>;
  /** The work request of work that could not be started: FAILED with the reason, without any invocation. */
  startFailedWork(request: StartWorkRequest, reason: string): Promise<StartedWork>;
  /** @throws CodedError NOT_FOUND, or CONFLICT when it has already ended. */
  cancelWorkRequest(db: Db, asked: CancelRequest): Promise<void>;
  /** The machine that an invocation waits for runs, or could not be started. Harmless when repeated, or too late. */
  wakeSettled(tx: Transaction, settled: { invocationId: string; outcome: WakeOutcome; at: Date }): Promise<void>;
  /** What became of the machine that an ended invocation wants put back. Harmless when repeated, or too late. */
  restoreSettled(tx: Transaction, settled: { invocationId: string; outcome: RestoreOutcome; at: Date }): Promise<void>;
  /** To be called in the transaction in which reports of an invocation came to an end. Harmless when repeated. */
  settleInvocation(tx: Transaction, invocationId: string): Promise<void>;
  /** The same for several, in an order of locks that cannot meet another's. */
  settleInvocations(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
  invocationOf(db: Db, invocationId: string): Promise<KnownInvocation | null>;
  /** Null for one that went out to no agent yet. */
  runOf(invocationId: string): Promise<RunOfInvocation | null>;
  /** The document that a step of the work request names, in the version that its agents get. */
  innerDocument(workRequestId: string | null, name: DocumentName): Promise<KnownDocument | null>;
  /** Instances whose links hang on this replica. */
  connectedInstances(): readonly string[];
  closeLink(instanceId: string): void;
  /** Locks, until the transaction ends, all of those of these work requests that have ended; answers their ids. */
  lockEnded(tx: Transaction, workRequestIds: readonly string[]): Promise<string[]>;
  /** Deletes what `lockEnded` answered, with all that belongs to it but reports. */
  removeWorkRequests(tx: Transaction, workRequestIds: readonly string[]): Promise<void>;
  /** An invocation that has told of its reboot asks whether it may. */
  noteRebootWait: typeof noteRebootWait;
  /** Those of the instances that do not answer now, and that work which wakes machines would have started. */
  silentInstances(db: Db, instanceIds: readonly string[]): Promise<readonly string[]>;
  /** Ends all that is open of an instance that a person removed. */
  abandonInstance(tx: Transaction, asked: { readonly instanceId: string; readonly by: string }): Promise<void>;
}

const DeadlinePayload = z.object({ invocationId: z.string() });
const DispatchPayload = z.object({ workRequestId: z.string() });

/** Work requests, their invocations, and the agents that carry them out. */
export function createWork(deps: WorkDeps): Work {
  const { clock, needs } = deps;
  const registry = createLinkRegistry();
  const links = { ...deps, registry, fleet: needs.fleet };
  const deadlines = watchDeadlines({ ...deps, reports: needs.reports, power: needs.power });
  const patience = createPatience({ clock, graceMs: deps.startGraceMs ?? START_GRACE_MS });
  const askSoon = createSharedAsks(deps.db);
  const sweep = async (): Promise<void> => {
    await sweepWaiting({ ...deps, patience });
    await removeOldPieces(deps.db, clock());
  };
  const sweeping = repeatEachMinute(sweep, { log: deps.log, name: 'sweep-waiting' });
  let running: { stop(): Promise<void> } | undefined;

  return {
    handlers: createHandlers({ ...deps, patience }),
    async agentRoutes(app) {
      registerHoldLink(app, links);
      registerGetInbox(app, { ...deps, needs: { ...needs, documents: rememberVersions(needs.documents) } });
      registerPostEvents(app, { ...deps, askSoon });
      registerPostDocumentRequest(app, deps);
    },
    tasks: {
      // A timer that an earlier release set; deadlines are looked for now.
      'invocation-deadline': (payload) => deadlines.pass(DeadlinePayload.parse(payload).invocationId),
      [DISPATCH_TASK]: (payload) => {
        const { workRequestId } = DispatchPayload.parse(payload);
        return lookAtWork({ ...deps, patience }, workRequestId);
      },
    },
    async start() {
      patience.begin();
      running = await keepLinks(links);
      deadlines.start();
      await sweeping.start();
    },
    async stop() {
      await sweeping.stop();
      await deadlines.stop();
      await running?.stop();
      running = undefined;
    },
    startWork: (request) => startWork({ ...deps, patience }, request),
    startFailedWork: (request, reason) => startFailedWork(deps, request, reason),
    cancelWorkRequest: (db, asked) => cancelWorkRequest(db, needs.power, asked),
    wakeSettled: (tx, settled) => wakeSettled(tx, settled, needs.power),
    restoreSettled,
    settleInvocation: (tx, invocationId) => settleInvocation(tx, { invocationId, ...needs, at: clock() }),
    settleInvocations: (tx, invocationIds) => settleInvocations(tx, { invocationIds, ...needs, at: clock() }),
    invocationOf,
    runOf: (invocationId) => runOf(deps.db, invocationId),
    innerDocument: (workRequestId, name) => findInnerDocument(deps, workRequestId, name),
    connectedInstances: () => registry.instances(),
    closeLink: (instanceId) => registry.close(instanceId),
    lockEnded,
    removeWorkRequests,
    noteRebootWait,
    silentInstances: (db, ids) => listSilent(db, ids, new Date(clock().getTime() - ONLINE_SECONDS_MAX * 1000)),
    abandonInstance: (tx, asked) => abandonInstance(tx, { ...asked, at: clock() }),
  };
}
