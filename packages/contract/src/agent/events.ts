import { z } from 'zod';
import { InvocationId } from '../ids.ts';
import { StepState } from '../states.ts';
import { RefusalCode } from './command.ts';

/**
 * Events of one invocation, numbered from 1 without a gap. The server applies each number once and answers the highest
 * it holds, so a repeat changes nothing and the agent keeps what is not acknowledged. `at` is RFC 3339 UTC.
 */
const envelope = { invocationId: InvocationId, seq: z.int().min(1), at: z.iso.datetime() };

const stepName = z.string().max(200);
const bootId = z.string().min(1).max(64);

/** The longest time that a machine may be given to come back from a reboot. */
export const REBOOT_DEADLINE_SECONDS_MAX = 86_400;

export const AgentEvent = z.discriminatedUnion('type', [
  /** The command is journalled; from here on the agent answers for it. */
  z.object({ ...envelope, type: z.literal('accepted'), bootId: z.string() }),
  z.object({ ...envelope, type: z.literal('refused'), code: RefusalCode, message: z.string().max(2000) }),
  z.object({
    ...envelope,
    type: z.literal('started'),
    steps: z.array(z.object({ name: stepName, action: z.string() })),
  }),
  z.object({ ...envelope, type: z.literal('step-started'), step: stepName }),
  /** A piece of a step's output; `offset` counts bytes of that stream from 0. */
  z.object({
    ...envelope,
    type: z.literal('output'),
    step: stepName,
    stream: z.enum(['stdout', 'stderr']),
    offset: z.int().min(0),
    text: z.string().max(65_536),
  }),
  z.object({
    ...envelope,
    type: z.literal('step-finished'),
    step: stepName,
    state: StepState,
    exitCode: z.int().nullable(),
    message: z.string().max(4000),
    stdoutBytes: z.int().min(0),
    stderrBytes: z.int().min(0),
  }),
  /**
   * The step asks for a reboot, which is journalled with the boot id of now and comes next. A machine that has not told
   * of a new boot after `deadlineSeconds` has not come back.
   */
  z.object({
    ...envelope,
    type: z.literal('rebooting'),
    step: stepName,
    bootId,
    deadlineSeconds: z.int().min(1).max(REBOOT_DEADLINE_SECONDS_MAX),
  }),
  /**
   * The machine runs under another boot id than before. The step that asked for it, or that a restart nobody asked for
   * interrupted, is run again from its top; `step` is empty when none was running.
   */
  z.object({ ...envelope, type: z.literal('rebooted'), step: stepName, bootId }),
  /** The whole of a stream could not be brought to the store; the head and the tail that were told stay. May follow the end. */
  z.object({
    ...envelope,
    type: z.literal('output-lost'),
    step: stepName,
    stream: z.enum(['stdout', 'stderr']),
    reason: z.string().max(2000),
  }),
  /** The agent's word on the invocation; the server checks it against the reports before it calls it SUCCEEDED. */
  z.object({
    ...envelope,
    type: z.literal('finished'),
    state: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED']),
    message: z.string().max(4000),
    rebootRequired: z.boolean().nullable(),
  }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

export const AGENT_EVENTS_PER_REQUEST_MAX = 200;

export const PostEventsRequest = z.object({ events: z.array(AgentEvent).min(1).max(AGENT_EVENTS_PER_REQUEST_MAX) });
export type PostEventsRequest = z.infer<typeof PostEventsRequest>;

export const PostEventsResponse = z.object({
  /** Highest sequence number that the server holds, per invocation; -1 when it knows of no such invocation of this instance. */
  acknowledged: z.record(z.string(), z.int()),
});
export type PostEventsResponse = z.infer<typeof PostEventsResponse>;
