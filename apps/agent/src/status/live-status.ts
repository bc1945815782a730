import { z } from 'zod';

const Instant = z.iso.datetime();

/** An invocation that is not over, by the journal. */
export const OpenInvocation = z.object({ id: z.string(), state: z.string(), acceptedAt: Instant });

export const WorkCount = z.object({
  /** Oldest first, 100 at the most. */
  invocations: z.array(OpenInvocation),
  /** Events that the server does not hold yet. */
  unsentEvents: z.int(),
});
export type WorkCount = z.infer<typeof WorkCount>;

export const ContactNote = z.object({
  /** When the server last answered something, by this machine's clock. */
  lastContactAt: Instant.nullable(),
  /** Scheme, host and port of the store that the newest grant was for. */
  storeOrigin: z.string().nullable(),
});
export type ContactNote = z.infer<typeof ContactNote>;

/** What a running agent says of itself. Fields may be added, so an older reader has to leave unknown ones alone. */
export const LiveStatus = z.object({
  pid: z.int(),
  version: z.string(),
  commit: z.string().nullable(),
  startedAt: Instant,
  bootId: z.string(),
  serverUrl: z.string(),
  /** Null while it is closed. */
  linkOpenSince: Instant.nullable(),
  ...ContactNote.shape,
  work: WorkCount,
});
export type LiveStatus = z.infer<typeof LiveStatus>;
