import { z } from 'zod';
import { CompartmentId, EnrollmentTokenId, GroupId } from '../ids.ts';
import { Labels } from './labels.ts';

/** Who is signed in. */
export const Session = z
  .object({ name: z.string(), role: z.enum(['ADMIN']), method: z.enum(['TOKEN', 'COOKIE']) })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const CreateSignInLinkResponse = z
  .object({ url: z.url(), expiresAt: z.iso.datetime() })
  .meta({ id: 'SignInLink' });
export type CreateSignInLinkResponse = z.infer<typeof CreateSignInLinkResponse>;

export const CreateEnrollmentTokenRequest = z.object({
  compartmentId: CompartmentId.optional(),
  /** The instance that enrols with the token has these. */
  labels: Labels.optional(),
  /** A listed group that it becomes a member of. */
  groupId: GroupId.optional(),
  validSeconds: z.int().min(30).max(604_800).default(3600),
});
export type CreateEnrollmentTokenRequest = z.infer<typeof CreateEnrollmentTokenRequest>;

export const CreateEnrollmentTokenResponse = z
  .object({
    id: EnrollmentTokenId,
    /** Shown once; only its hash is kept. */
    token: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'EnrollmentToken' });
export type CreateEnrollmentTokenResponse = z.infer<typeof CreateEnrollmentTokenResponse>;
