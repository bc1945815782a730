import { z } from 'zod';
import { InvocationId } from '../ids.ts';
import { reportLimits, ReportKind } from '../reports.ts';
import { ReportState } from '../states.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Bounds of the whole output of one stream of a step; what is beyond them is counted and not kept. */
export const outputLimits = {
  /** Bytes of output. Compressed they fit into what an upload may have, also when they do not get smaller. */
  contentBytesMax: 250 * 1024 * 1024,
} as const;

export const OutputStreamName = z.enum(['stdout', 'stderr']);
export type OutputStreamName = z.infer<typeof OutputStreamName>;

/** The whole output of a stream, compressed by gzip. `sizeBytes` and `sha256` are those of the compressed file. */
export const AnnouncedOutput = z.object({
  /** Of the step in its document, from 0. */
  position: z.int().min(0).max(10_000),
  step: z.string().max(200),
  stream: OutputStreamName,
  sizeBytes: z.int().min(1).max(reportLimits.sizeBytesMax),
  sha256,
  contentBytes: z.int().min(0).max(outputLimits.contentBytesMax),
  /** Bytes of output that the instance did not keep. */
  droppedBytes: z.int().min(0),
});
export type AnnouncedOutput = z.infer<typeof AnnouncedOutput>;

/** Key of an output's object in the store; `date` is the UTC day of the invocation's first grant. */
export function outputKey(
  date: string,
  instanceId: string,
  { invocationId, position, stream }: { invocationId: string; position: number; stream: OutputStreamName },
): string {
  return `outputs/v1/date=${date}/instance=${instanceId}/${invocationId}/${position}-${stream}.gz`;
}

export const GrantsRequest = z.object({
  invocationId: InvocationId,
  reports: z
    .array(z.object({ kind: ReportKind, sizeBytes: z.int().min(1).max(reportLimits.sizeBytesMax), sha256 }))
    .max(20),
  manifest: z.object({ sizeBytes: z.int().min(1).max(1_000_000), sha256 }).optional(),
  output: AnnouncedOutput.optional(),
});
export type GrantsRequest = z.infer<typeof GrantsRequest>;

/** A presigned permission to PUT one object of exactly this size and sum, once or again, until it expires. */
export const Grant = z.object({
  key: z.string(),
  url: z.url(),
  /** Headers that the PUT must carry, as signed. */
  headers: z.record(z.string(), z.string()),
  expiresAt: z.iso.datetime(),
});
export type Grant = z.infer<typeof Grant>;

export const GrantsResponse = z.object({
  grants: z.array(z.object({ kind: ReportKind, grant: Grant })),
  manifest: Grant.nullable(),
  output: Grant.nullable().optional(),
});
export type GrantsResponse = z.infer<typeof GrantsResponse>;

/** The agent asks, after a PUT, whether the store holds the object whole; only then does it delete its own copy. */
export const VerifyUploadRequest = z.object({ key: z.string().max(500) });
export type VerifyUploadRequest = z.infer<typeof VerifyUploadRequest>;

export const VerifyUploadResponse = z.object({
  verified: z.boolean(),
  sizeBytes: z.int().nullable(),
  sha256: sha256.nullable(),
  /** Null for the manifest. */
  reportState: ReportState.nullable(),
});
export type VerifyUploadResponse = z.infer<typeof VerifyUploadResponse>;
