import { sql, type RawBuilder } from 'kysely';

/**
 * Ids of the work request `w` and of those whose waves it goes on with as a retry. Their waves have the same positions in
 * all of them; none is cleaned up while one that goes on with it is open.
 */
export const goesOnFrom: RawBuilder<unknown> = sql`(
  with recursive chain as (
    select w.id, w.retry_of
    union all
    select before.id, before.retry_of
    from chain join work_requests before on before.id = chain.retry_of and before.wave_plan is not null
  )
  select id from chain
)`;
