-- History: finished work that has left for the lake ----------------------------------------------------------------

-- What goes to the lake together, as one part of each table: all made on one UTC day by their ids. Its members are fixed
-- before the first part is written, so a repeat writes the same parts.
create table history_batches (
  id text primary key,
  day date not null,
  created_at timestamptz not null default now(),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  last_error text,
  -- The parts are in the lake, their rows were counted there, and PostgreSQL holds them no more.
  finished_at timestamptz
);

create index history_batches_open on history_batches (next_attempt_at) where finished_at is null;

-- No foreign key to work: the row ends with the batch, the work request a moment before.
create table history_batch_members (
  work_request_id text primary key,
  batch_id text not null references history_batches (id) on delete cascade
);

create index history_batch_members_batch on history_batch_members (batch_id, work_request_id);

-- The days on which what is to be cleaned was chosen. One replica chooses a day, and one that was missed is made up.
create table history_runs (
  day date primary key,
  chosen_at timestamptz not null,
  work_requests integer not null
);

-- One row for each work request that is only in the lake any more: enough to know that it was there, and where it is.
create table archived_work_requests (
  id text collate "C" primary key,
  -- The partition of the lake.
  day date not null,
  batch_id text not null references history_batches (id),
  document_name text not null,
  state text not null,
  created_at timestamptz not null,
  finished_at timestamptz not null,
  archived_at timestamptz not null
);

-- How long runs took, the newest of each instance and document, for forecasts; those of live invocations are theirs.
create table run_durations (
  invocation_id text primary key,
  instance_id text not null references managed_instances (id) on delete cascade,
  document_name text not null,
  started_at timestamptz not null,
  seconds double precision not null check (seconds >= 0),
  rebooted boolean not null
);

create index run_durations_instance on run_durations (instance_id, document_name, started_at desc);

-- Work: a work request may go while others remember it ---------------------------------------------------------------

-- A retry keeps the id of what it repeats, also when that is only in the lake.
alter table work_requests drop constraint work_requests_retry_of_fkey;

create index work_requests_finished on work_requests (finished_at) where state in ('SUCCEEDED', 'FAILED', 'CANCELED');

-- Lines go with their work request; looking for those of each invocation would read the whole log each time.
alter table work_log drop constraint work_log_invocation_id_fkey;

-- Reports: they outlive their invocation -----------------------------------------------------------------------------

alter table reports add column work_request_id text;

update reports r set work_request_id = i.work_request_id from invocations i where i.id = r.invocation_id;

alter table reports
  alter column work_request_id set not null,
  drop constraint reports_invocation_id_fkey;

create index reports_work_request on reports (work_request_id, id desc);

-- What the store is to delete, written in the transaction that lets go of it.
create table unwanted_objects (
  key text primary key,
  since timestamptz not null default now()
);

-- The manifest's facts go with the invocation, whose row in the lake has them.
alter table publications
  drop constraint publications_invocation_id_fkey,
  add foreign key (invocation_id) references invocations (id) on delete cascade;

-- Compliance: whom it asked -------------------------------------------------------------------------------------------

-- The id says who was asked, whether or not that run is still here.
alter table package_changelogs drop constraint package_changelogs_invocation_id_fkey;

create index changelog_asks_work_request on changelog_asks (work_request_id);
