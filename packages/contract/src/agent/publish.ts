import { z } from 'zod';
import { InvocationId } from '../ids.ts';
import { reportLimits, ReportKind } from '../reports.ts';
import { ReportState } from '../states.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const GrantsRequest = z.object({
  invocationId: InvocationId,
  reports: z
    .array(z.object({ kind: ReportKind, sizeBytes: z.int().min(1).max(reportLimits.sizeBytesMax), sha256 }))
    .max(20),
  manifest: z.object({ sizeBytes: z.int().min(1).max(1_000_000), sha256 }).optional(),
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
