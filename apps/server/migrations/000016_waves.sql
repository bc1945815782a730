-- Work: waves, windows, freezes, machines that are woken ---------------------------------------------------------------

alter table work_requests
  -- Work that could not start has the document as it was asked for, of which there may be no version.
  alter column document_version drop not null,
  -- The scheduled job and its execution; both may be gone while the work request is still there.
  add column job_id text,
  add column execution_id text,
  add column power text not null default 'LEAVE' check (power in ('LEAVE', 'WAKE')),
  -- As asked for; null for work that goes by max-concurrency alone.
  add column wave_plan jsonb check (jsonb_typeof(wave_plan) = 'object'),
  -- Null for work that may run at any time.
  add column window_rule jsonb check (jsonb_typeof(window_rule) = 'object'),
  -- Freezes hold it up: it changes something, and nobody overrode them.
  add column heeds_freezes boolean not null default false,
  -- Who let it go ahead although a freeze held, and why.
  add column freeze_override jsonb check (jsonb_typeof(freeze_override) = 'object'),
  -- As it was made before the start.
  add column forecast jsonb check (jsonb_typeof(forecast) = 'object'),
  -- When time alone changes something next: a bake or a wait for a person ends, a window lets nothing start, or closes.
  add column look_at timestamptz;

create index work_requests_look on work_requests (look_at) where look_at is not null;
create index work_requests_job on work_requests (job_id, id) where job_id is not null;

create table work_waves (
  work_request_id text not null references work_requests (id) on delete cascade,
  position integer not null check (position >= 0),
  name text not null,
  state text not null check (
    state in ('WAITING', 'RUNNING', 'BAKING', 'CHECKING', 'SUCCEEDED', 'FAILED', 'SKIPPED')
  ),
  reason text not null default '',
  size integer not null,
  success_percent integer not null,
  -- By the success percent alone when null.
  max_errors text,
  bake_minutes integer not null,
  bake_until timestamptz,
  health_check jsonb check (jsonb_typeof(health_check) = 'object'),
  -- Set after it was asked for: a CHECKING wave without one asks again, with the same key.
  health_check_work_request_id text references work_requests (id) on delete set null,
  -- It failed by its health check, though its instances did not.
  check_failed boolean not null default false,
  -- Of a FAILED one: until then a person may resume or cancel. Null once somebody did, or when nothing waits for it.
  decide_until timestamptz,
  resumed_by text,
  resumed_at timestamptz,
  -- What it adds to the parameters, for each operating system, as name|version|architecture; null until it is bound.
  pins jsonb check (jsonb_typeof(pins) = 'object'),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (work_request_id, position)
);

-- What has not ended, for the look each minute; and whose wave a health check is of.
create index work_waves_open on work_waves (work_request_id)
  where state in ('RUNNING', 'BAKING', 'CHECKING') or decide_until is not null;
create index work_waves_health_check on work_waves (health_check_work_request_id)
  where health_check_work_request_id is not null;

alter table invocations
  add column wave integer,
  -- Which of its wave's pins its command has.
  add column pins_key text,
  -- The window that it starts in, and when that lets nothing start and closes; null when it holds to none.
  add column window_name text,
  add column start_until timestamptz,
  add column window_closes_at timestamptz,
  -- Why the server itself cancels it; the agent's word on the end does not take its place.
  add column cancel_reason text,
  add column power text check (power in ('WAKING', 'WOKEN', 'RESTORED', 'LEFT_ON', 'FAILED')),
  -- Its machine runs: a command that waits for that may be fetched.
  add column woken_at timestamptz,
  -- Somebody else restarted its machine during the run.
  add column restarted_by_others boolean not null default false,
  -- How it ended, while its machine is being put back as it was found.
  add column outcome_state text check (outcome_state in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED')),
  add column outcome_reason text,
  add check ((state = 'POWERING_OFF') = (outcome_state is not null));

-- An agent's inbox also has the commands of machines that were woken.
drop index invocations_inbox;
create index invocations_inbox on invocations (instance_id) where state in ('PENDING', 'POWERING_ON', 'CANCELING');
create index invocations_wave on invocations (work_request_id, wave) where wave is not null;
