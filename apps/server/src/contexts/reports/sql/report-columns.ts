import { sql } from 'kysely';

/** Select list of a ReportRow. */
export const reportColumnsSql = sql`
  id, invocation_id as "invocationId", instance_id as "instanceId", kind, key,
  size_bytes as "sizeBytes", sha256, state, created_at as "createdAt"`;
