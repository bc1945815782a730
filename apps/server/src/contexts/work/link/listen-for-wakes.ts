import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseAddress } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import { WAKE_CHANNEL } from '../sql/wake.ts';

export interface ListenOptions {
  readonly address: DatabaseAddress;
  readonly log: Log;
  /** Instances for which something may wait. */
  readonly onWake: (instanceIds: readonly string[]) => void;
  /** Listening has begun, again perhaps: what was told before that went unheard. */
  readonly onListening: () => Promise<void>;
}

/** Milliseconds: between two tries to connect, and between two proofs that the connection is alive. */
const RETRY_MS = 1_000;
const PROOF_MS = 30_000;

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Hears what any replica announces by NOTIFY, on a connection of its own (a pool would give it to others). When it is
 * lost a new one is made for as long as it takes; agents that were to be woken meanwhile are woken then.
 * Resolves when listening has begun for the first time.
 */
export async function listenForWakes(options: ListenOptions): Promise<Listener> {
  const stopping = new AbortController();
  let listening: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    listening = resolve;
  });
  const loop = keepListening(options, { signal: stopping.signal, onBegun: () => listening() });
  await begun;
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function keepListening(
  options: ListenOptions,
  { signal, onBegun }: { signal: AbortSignal; onBegun: () => void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(options, { signal, onBegun });
    } catch (error) {
      options.log.warn({ err: error }, 'agents cannot be woken until the database is back; trying again');
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Listens until the connection is lost, which it throws, or until `signal`. */
async function listenOnce(
  options: ListenOptions,
  { signal, onBegun }: { signal: AbortSignal; onBegun: () => void },
): Promise<void> {
  const { address, onWake, onListening } = options;
  const client = new pg.Client({
    ...address,
    application_name: 'rustine wake',
    keepAlive: true,
    connectionTimeoutMillis: 15_000,
    query_timeout: 15_000,
  });
  const lost = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('the database closed the connection')));
  });
  lost.catch(() => undefined);
  try {
    await client.connect();
    client.on('notification', ({ payload }) => {
      if (payload !== undefined && payload !== '') onWake(payload.split(','));
    });
    await client.query(`listen ${WAKE_CHANNEL}`);
    onBegun();
    await onListening();
    while (!signal.aborted) {
      await Promise.race([lost, sleep(PROOF_MS, undefined, { signal }).catch(() => undefined)]);
      if (!signal.aborted) await client.query('select');
    }
  } finally {
    // A connection whose other end is gone without a word may never close.
    await Promise.race([client.end().catch(() => undefined), sleep(RETRY_MS)]);
  }
}
