import { AGENT_EVENTS_PER_REQUEST_MAX, type AgentEvent } from '@rustine/contract';

/** An event without what the outbox adds. */
export type EventBody = AgentEvent extends infer Each
  ? Each extends AgentEvent
    ? Omit<Each, 'invocationId' | 'seq' | 'at'>
    : never
  : never;

/** What one invocation has to tell: numbered from 1 without a gap, kept until the server acknowledges it. */
export interface Outbox {
  append(body: EventBody): void;
  /** The oldest that wait; empty when all is told. */
  batch(): readonly AgentEvent[];
  /** The server holds all up to `seq`. */
  acknowledge(seq: number): void;
  /** The server does not know the invocation: nothing of it is told any more. */
  abandon(): void;
  readonly acknowledged: number;
}

export function createOutbox(invocationId: string): Outbox {
  let events: AgentEvent[] = [];
  let appended = 0;
  let acknowledged = 0;
  return {
    append(body) {
      appended += 1;
      events.push({ ...body, invocationId, seq: appended, at: new Date().toISOString() });
    },
    batch: () => events.slice(0, AGENT_EVENTS_PER_REQUEST_MAX),
    acknowledge(seq) {
      acknowledged = Math.max(acknowledged, seq);
      events = events.filter((event) => event.seq > acknowledged);
    },
    abandon() {
      events = [];
    },
    get acknowledged() {
      return acknowledged;
    },
  };
}
