import type { PowerOperationId } from '@rustine/contract';
import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Db, Transaction } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { createHandlers } from './handlers.ts';
import type { PowerNeeds } from './needs.ts';
import { createOpenProvider } from './providers/open-provider.ts';
import { advanceSession } from './session/advance-session.ts';
import { askToRestore, type AskToRestore, type RestoreAnswer } from './session/ask-to-restore.ts';
import { askToWake, type AskToWake } from './session/ask-to-wake.ts';
import { reviveSessions } from './session/revive-sessions.ts';
import { SESSION_TASK } from './session/wake-session.ts';
import { listBound } from './sql/bindings.ts';
import { settlesBy } from './session/settles-by.ts';
import { sweepPower } from './sweep.ts';
import { wakingTimes } from './waking-times.ts';

export type { AskToRestore, AskToWake, PowerNeeds, RestoreAnswer };
export type { RestoreOutcome, Settled, WakeOutcome } from './needs.ts';

export interface PowerDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: PowerNeeds;
  /** The folder whose files an `exec` provider may name; without one there are none. */
  readonly commandsDir: string | undefined;
  /** Milliseconds between two looks at a machine that comes up or goes down; 5,000 unless given. */
  readonly pollMs?: number;
}

export interface Power {
  readonly handlers: HandlersOf<PowerOperationId>;
  readonly tasks: TaskList;
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * To be called in the transaction in which an invocation begins to wait for its machine; `wakeSettled` tells how that
   * ended. Calls no provider. Who asks for several in one transaction does so by ascending instance id.
   */
  askToWake(tx: Transaction, asked: AskToWake): Promise<void>;
  /**
   * To be called in the transaction in which an invocation would end, also when it waits for its machine still. With
   * `restore` it is held until `restoreSettled` tells how that ended; else it ends, and `reason` says why the machine
   * stays on although it was off. Calls no provider; harmless when repeated.
   */
  askToRestore(tx: Transaction, asked: AskToRestore): Promise<RestoreAnswer>;
  /**
   * Until when it may take to tell what became of the machine of an invocation that waits for it; null when it waits for
   * nothing. Is past when nobody looked at the machine for too long.
   */
  settlesBy(tx: Transaction, invocationId: string): Promise<Date | null>;
  /** Those of the instances that a provider can switch on. */
  boundInstances(db: Db, instanceIds: readonly string[]): Promise<readonly string[]>;
  /** How long it took to start them, and to put them back; those that no provider can start are not in the map. */
  wakingTimes: typeof wakingTimes;
}

const SessionPayload = z.object({ sessionId: z.int() });
const POLL_MS = 5_000;

/** Switches machines on for the runs that need them, and puts each back as it was found. */
export function createPower({ commandsDir, pollMs = POLL_MS, ...given }: PowerDeps): Power {
  const openProvider = createOpenProvider({ parameters: given.needs.parameters, commandsDir });
  const deps = { ...given, openProvider, pollMs };
  let isEnding = false;
  const { log } = given;
  const revival = repeatEachMinute(() => reviveSessions(deps), { log, name: 'revive-power-sessions' });
  const sweep = repeatEachMinute(() => sweepPower(deps, () => isEnding), { log, name: 'sweep-power' });
  return {
    handlers: createHandlers(deps),
    tasks: { [SESSION_TASK]: (payload) => advanceSession(deps, SessionPayload.parse(payload).sessionId) },
    async start() {
      isEnding = false;
      await revival.start();
      // Providers that do not answer must not hold up the server, nor what makes up for lost messages.
      void sweep.start();
    },
    async stop() {
      isEnding = true;
      await Promise.all([revival.stop(), sweep.stop()]);
    },
    askToWake,
    askToRestore,
    settlesBy,
    boundInstances: listBound,
    wakingTimes,
  };
}
