import { sql } from 'kysely';

/** Select list of a Publication. */
export const publicationColumnsSql = sql`
  invocation_id as "invocationId", instance_id as "instanceId", day,
  manifest_size_bytes as "manifestSizeBytes", manifest_sha256 as "manifestSha256",
  case when manifest_judged_at is not null
    then jsonb_build_object('reports', manifest_reports, 'fault', manifest_fault) end as manifest`;
