-- Jobs ------------------------------------------------------------------------------------------------------------

create table scheduled_jobs (
  id text primary key,
  compartment_id text not null references compartments (id),
  name text not null check (name <> ''),
  -- All that an execution needs to know, as the contract's job has it; an edit replaces it whole.
  spec jsonb not null check (jsonb_typeof(spec) = 'object'),
  state text not null check (state in ('ACTIVE', 'PAUSED', 'ENDED')),
  -- The earliest execution that nothing has become of yet; null when paused or ended.
  next_run_at timestamptz,
  -- The execution that a person has skipped, by its time.
  skip_at timestamptz,
  revision integer not null default 1,
  idempotency_key text unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A deleted one is shown nowhere; its row stays, because its executions name it.
  deleted_at timestamptz,
  check ((state = 'ACTIVE') = (next_run_at is not null))
);

create unique index scheduled_jobs_name on scheduled_jobs (compartment_id, name) where deleted_at is null;
create index scheduled_jobs_due on scheduled_jobs (next_run_at) where next_run_at is not null and deleted_at is null;

create table job_executions (
  id text primary key,
  job_id text not null references scheduled_jobs (id),
  kind text not null check (kind in ('SCHEDULED', 'RUN_NOW', 'REBOOT')),
  due_at timestamptz not null,
  state text not null check (state in ('PLANNED', 'STARTING', 'STARTED', 'SKIPPED', 'MISSED')),
  reason text not null default '',
  -- The job as it was when this execution came due: an edit of the job changes nothing here.
  spec jsonb not null,
  -- Of a restart: the instances that need it. Null for all that the job targets.
  instance_ids text[],
  -- Why a person had it run although a freeze or a window stood against it.
  overrides jsonb not null default '{}',
  started_by text not null,
  idempotency_key text unique,
  -- No reference: work requests are cleaned up, and this stays.
  work_request_id text,
  forecast jsonb,
  -- Once its work request has ended: how, and seconds from its making to its end.
  work_request_state text,
  took_seconds integer,
  settled_at timestamptz,
  created_at timestamptz not null default now()
);

-- Whoever finds a time due makes its execution; a second finder finds it made.
create unique index job_executions_once on job_executions (job_id, due_at) where kind = 'SCHEDULED';
create index job_executions_job on job_executions (job_id, id desc);
create index job_executions_waiting on job_executions (due_at) where state in ('PLANNED', 'STARTING');
create index job_executions_open on job_executions (work_request_id) where state = 'STARTED' and settled_at is null;

-- Secret addresses of calendars; kept as SHA-256 of 256 random bits, as all secrets that nobody has to guess.
create table calendar_feeds (
  secret_sha256 bytea primary key,
  created_by text not null unique,
  created_at timestamptz not null default now()
);
