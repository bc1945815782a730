import { z } from 'zod';

/** A registered document; `sha256` is the sum of its content's UTF-8 bytes. */
export const DocumentSummary = z
  .object({
    name: z.string(),
    version: z.int(),
    schemaVersion: z.string(),
    description: z.string(),
    sha256: z.string(),
    registeredBy: z.string(),
    registeredAt: z.iso.datetime(),
  })
  .meta({ id: 'DocumentSummary' });
export type DocumentSummary = z.infer<typeof DocumentSummary>;
