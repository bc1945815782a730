import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentInbox, PostEventsResponse } from '@rustine/contract';
import type { AgentWatcher } from './agent-watcher.ts';
import { awaitLease } from './await-lease.ts';
import type { Behaviour } from './behaviour.ts';
import { factsOf } from './facts.ts';
import { keepCheckingIn, type Ask } from './keep-checking-in.ts';
import { keepLink } from './keep-link.ts';
import { signToken, type AgentIdentity } from './make-identity.ts';
import { agentPace, persist, type Pace } from './persist.ts';
import { play, type Stage } from './play.ts';
import { readCommand } from './read-command.ts';
import { watchWindowEnd } from './hold-to-window.ts';
import { endRun, newRun, type PlayedRun, type Run } from './run.ts';
import type { Wire } from './wire.ts';

export interface AgentOptions {
  readonly identity: AgentIdentity;
  readonly hostname: string;
  /** Asked before each request, so that an agent can be moved to another server. */
  readonly serverUrl: () => string;
  readonly wire: Wire;
  readonly behaviour: Behaviour;
  /** True unless given: a fleet of thousands in one process may save itself the time. */
  readonly checkSignature?: boolean;
  readonly pace?: Pace;
  /** The first check-in of a life comes somewhere within this many milliseconds; at once unless given. */
  readonly firstCheckInMsMax?: number;
  readonly watcher?: AgentWatcher;
}

/** An agent without a machine: the protocol is real, what the machine does is a script. It is off until `powerOn`. */
export interface SimulatedAgent {
  readonly identity: AgentIdentity;
  /** Boots, under a new boot id: checks in, opens its link, goes on with what a switch-off interrupted. */
  powerOn(): void;
  /** From one moment to the next, as when the plug is pulled. What it has journalled stays. */
  powerOff(): void;
  isOn(): boolean;
  /** Null while it is off. */
  bootId(): string | null;
  /** Lets the acts go on that hold at this moment. */
  release(): void;
  runs(): readonly Run[];
}

interface Life {
  readonly bootId: string;
  readonly bootedAt: string;
  readonly end: AbortController;
  inboxWanted: boolean;
  fetching: boolean;
}

export function createSimulatedAgent(options: AgentOptions): SimulatedAgent {
  const { identity, wire, behaviour, watcher = {}, pace = agentPace, checkSignature = true } = options;
  const facts = factsOf(options.hostname);
  const runs = new Map<string, PlayedRun>();
  const holding = new Set<() => void>();
  let life: Life | null = null;
  let booting: NodeJS.Timeout | undefined;

  const urlOf = (path: string) => `${options.serverUrl()}/api/v1/agent/${path}`;
  const ask: Ask = (path, body) => wire.call(urlOf(path), { token: signToken(identity), body });

  /** Lets a part of a life run; the end of the life ends it without a word. */
  const live = (of: Life, part: Promise<void>): void => {
    part.catch((error: unknown) => {
      if (!of.end.signal.aborted) watcher.fault?.(error as Error);
    });
  };

  /** Fetches the inbox, and once more when it was asked for meanwhile. */
  const fetchInbox = (of: Life): void => {
    of.inboxWanted = true;
    if (of.fetching || of.end.signal.aborted) return;
    of.fetching = true;
    const { signal } = of.end;
    const fetchAll = async (): Promise<void> => {
      try {
        while (of.inboxWanted) {
          of.inboxWanted = false;
          receive(of, AgentInbox.parse(await persist(() => ask('inbox'), { signal, pace })));
        }
      } finally {
        // In the same breath as the last look, so that no wish gets lost between the two.
        of.fetching = false;
      }
    };
    live(of, fetchAll());
  };

  const receive = (of: Life, inbox: AgentInbox): void => {
    for (const { invocationId, jws } of inbox.commands) {
      const known = runs.get(invocationId);
      if (known === undefined) accept(of, invocationId, jws);
      else known.deliveries += 1;
    }
    for (const invocationId of inbox.cancel) cancel(of, invocationId);
  };

  const accept = (of: Life, invocationId: string, jws: string): void => {
    const read = readCommand(jws, { invocationId, identity, checkSignature });
    if (read.kind === 'refuse') {
      const run = newRun(invocationId, null, null);
      runs.set(invocationId, run);
      run.outbox.append({ type: 'refused', code: read.code, message: read.message });
      endRun(run, 'REFUSED');
      return send(of, run);
    }
    const run = newRun(invocationId, read.claims, behaviour(read.claims, identity.instanceId));
    runs.set(invocationId, run);
    watcher.delivered?.(read.claims);
    if (run.acts === null) return;
    run.outbox.append({ type: 'accepted', bootId: of.bootId });
    take(of, run);
  };

  /** Goes on with a run, until its window closes where that is to end it. */
  const take = (of: Life, run: PlayedRun): void => {
    const stage = stageOf(of);
    live(of, play(run, stage));
    live(of, watchWindowEnd(run, stage));
  };

  const cancel = (of: Life, invocationId: string): void => {
    const run = runs.get(invocationId) ?? newRun(invocationId, null, []);
    runs.set(invocationId, run);
    if (run.end !== null || run.acts === null) return;
    endRun(run, 'CANCELED');
    run.outbox.append({ type: 'finished', state: 'CANCELED', message: 'Canceled.', rebootRequired: null });
    send(of, run);
  };

  /** Tells the server what a run has to tell, in order, for as long as it takes. */
  const send = (of: Life, run: PlayedRun): void => {
    if (run.sending || of.end.signal.aborted) return;
    run.sending = true;
    const { signal } = of.end;
    const sendAll = async (): Promise<void> => {
      try {
        for (let events = run.outbox.batch(); events.length > 0; events = run.outbox.batch()) {
          const answer = await persist(() => ask('events', { events }), { signal, pace });
          const held = PostEventsResponse.parse(answer).acknowledged[run.invocationId] ?? 0;
          if (held === -1) return run.outbox.abandon();
          run.outbox.acknowledge(held);
          run.told = run.end !== null && run.outbox.batch().length === 0;
          watcher.acknowledged?.(run.invocationId, held, run.told);
        }
      } finally {
        run.sending = false;
      }
    };
    live(of, sendAll());
  };

  const stageOf = (of: Life): Stage => ({
    bootId: of.bootId,
    signal: of.end.signal,
    tell: (run) => send(of, run),
    whenTold: async (run) => {
      while (run.outbox.batch().length > 0) await sleep(20, undefined, { signal: of.end.signal });
    },
    leaseFor: ({ invocationId }) => awaitLease(invocationId, { ask, signal: of.end.signal, pace }),
    whenReleased: () => new Promise((resolve) => holding.add(resolve)),
    reboot: (offMs) => {
      powerOff();
      booting = setTimeout(powerOn, offMs);
    },
  });

  const powerOn = (): void => {
    if (life !== null) return;
    clearTimeout(booting);
    const now: Life = {
      bootId: randomUUID(),
      bootedAt: new Date().toISOString(),
      end: new AbortController(),
      inboxWanted: false,
      fetching: false,
    };
    life = now;
    for (const run of runs.values()) {
      run.sending = false;
      send(now, run);
      take(now, run);
    }
    const { signal } = now.end;
    live(
      now,
      keepCheckingIn({ ask, facts, life: now, signal, pace, watcher, firstMsMax: options.firstCheckInMsMax ?? 0 }),
    );
    const token = () => signToken(identity);
    const onInbox = () => fetchInbox(now);
    live(now, keepLink({ url: () => urlOf('link'), token, wire, signal, pace, watcher, onInbox }));
  };
  const powerOff = (): void => {
    clearTimeout(booting);
    life?.end.abort();
    life = null;
    holding.clear();
  };

  return {
    identity,
    powerOn,
    powerOff,
    isOn: () => life !== null,
    bootId: () => life?.bootId ?? null,
    release() {
      const released = [...holding];
      holding.clear();
      for (const go of released) go();
    },
    runs: () => [...runs.values()],
  };
}
