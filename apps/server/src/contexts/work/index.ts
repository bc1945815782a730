import type { DocumentName } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Db, DatabaseAddress, Transaction } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { createPatience } from './dispatch/answers-since.ts';
import { DISPATCH_TASK } from './dispatch/ask-for-dispatch.ts';
import { dispatchWork } from './dispatch/dispatch-work.ts';
import { createSharedAsks } from './dispatch/share-asks.ts';
import { sweepWaiting } from './dispatch/sweep-waiting.ts';
import { abandonInstance } from './abandon-instance.ts';
import { findInnerDocument } from './asked/find-inner-document.ts';
import { createHandlers, type WorkHandlers } from './handlers.ts';
import { createLinkRegistry } from './link/link-registry.ts';
import { keepLinks } from './link/keep-links.ts';
import type { KnownDocument, WorkNeeds } from './needs.ts';
import type { StartWorkRequest } from './plan-work.ts';
import { invocationOf, type KnownInvocation } from './read/invocations.ts';
import { runOf, type RunOfInvocation } from './read/run-of.ts';
import { rememberVersions } from './remember-versions.ts';
import { registerGetInbox } from './routes/get-inbox.ts';
import { registerHoldLink } from './routes/hold-link.ts';
import { registerPostDocumentRequest } from './routes/post-document-request.ts';
import { registerPostEvents } from './routes/post-events.ts';
import { settleInvocation, settleInvocations } from './settle-invocation.ts';
import type { SigningKey } from './signing-key.ts';
import { startWork, type StartedWork } from './start-work.ts';
import { removeOldPieces } from './sql/output-pieces.ts';
import { START_GRACE_MS, watchDeadlines } from './watch-deadlines.ts';

export type { KnownInvocation, SigningKey, StartedWork, StartWorkRequest, WorkNeeds };
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
  const deadlines = watchDeadlines({ ...deps, reports: needs.reports });
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
      registerGetInbox(app, { ...deps, needs: { documents: rememberVersions(needs.documents) } });
      registerPostEvents(app, { ...deps, askSoon });
      registerPostDocumentRequest(app, deps);
    },
    tasks: {
      // A timer that an earlier release set; deadlines are looked for now.
      'invocation-deadline': (payload) => deadlines.pass(DeadlinePayload.parse(payload).invocationId),
      [DISPATCH_TASK]: (payload) => {
        const { workRequestId } = DispatchPayload.parse(payload);
        const answersSince = patience.answersSince();
        return withTransaction(deps.db, (tx) => dispatchWork(tx, { workRequestId, at: clock(), answersSince }));
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
    settleInvocation: (tx, invocationId) => settleInvocation(tx, { invocationId, reports: needs.reports, at: clock() }),
    settleInvocations: (tx, invocationIds) =>
      settleInvocations(tx, { invocationIds, reports: needs.reports, at: clock() }),
    invocationOf,
    runOf: (invocationId) => runOf(deps.db, invocationId),
    innerDocument: (workRequestId, name) => findInnerDocument(deps, workRequestId, name),
    connectedInstances: () => registry.instances(),
    closeLink: (instanceId) => registry.close(instanceId),
    abandonInstance: (tx, asked) => abandonInstance(tx, { ...asked, at: clock() }),
  };
}
