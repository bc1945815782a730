-- Work ------------------------------------------------------------------------------------------------------------

-- Who signs commands, in words that agents pin at enrolment; one for all replicas on this database.
create table server_identity (
  only_row boolean primary key default true check (only_row),
  server_id text not null
);

insert into server_identity (server_id) values ('srv-' || gen_random_uuid());

alter table invocations
  -- When the command first went out in an inbox: until then a cancel is certain, afterwards the agent must confirm it.
  add column offered_at timestamptz,
  -- The agent's word on the result. It counts for SUCCEEDED only once the reports bear it out.
  add column agent_state text check (agent_state in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED')),
  add column agent_message text,
  add column last_event_at timestamptz;

alter table work_requests add column cancel_asked_at timestamptz;

-- The agent of a canceled invocation may turn out to be running it: its inbox says so again until it ends.
create index invocations_still_running on invocations (instance_id)
  where state = 'CANCELED' and agent_state is null and last_event_seq > 0;

-- Whether anything of a work request is still open is asked at each end of an invocation.
create index invocations_open on invocations (work_request_id) where deadline_at is not null;
