-- Fleet -----------------------------------------------------------------------------------------------------------

create table compartments (
  id text primary key,
  parent_id text references compartments (id),
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  unique nulls not distinct (parent_id, name)
);

insert into compartments (id, parent_id, name) values ('cmp-00000000-0000-7000-8000-000000000000', null, 'root');

create table managed_instances (
  id text primary key,
  compartment_id text not null references compartments (id),
  display_name text not null,
  hostname text not null,
  os_family text not null check (os_family in ('LINUX', 'WINDOWS')),
  os_name text not null,
  os_version text not null,
  kernel_version text not null,
  architecture text not null,
  agent_version text not null,
  facts_hash text not null,
  -- RFC 7638 thumbprint; the key that signs this instance's tokens.
  key_thumbprint text not null unique,
  public_key jsonb not null,
  enrolled_at timestamptz not null default now(),
  last_check_in_at timestamptz,
  boot_id text,
  booted_at timestamptz,
  -- The agent's word at its last run; evidence of it is in that run's output.
  reboot_required boolean,
  reboot_checked_at timestamptz
);

create index managed_instances_compartment on managed_instances (compartment_id, display_name, id);

create table managed_instance_groups (
  id text primary key,
  compartment_id text not null references compartments (id),
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  unique (compartment_id, name)
);

create table managed_instance_group_members (
  group_id text not null references managed_instance_groups (id) on delete cascade,
  instance_id text not null references managed_instances (id) on delete cascade,
  primary key (group_id, instance_id)
);

create index managed_instance_group_members_instance on managed_instance_group_members (instance_id);

-- Access ----------------------------------------------------------------------------------------------------------

-- Secrets are kept as SHA-256 of 256 random bits: nothing to guess, so no slow hash is needed.
create table access_tokens (
  id text primary key,
  name text not null,
  role text not null check (role in ('ADMIN')),
  secret_sha256 bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

create table sign_in_links (
  secret_sha256 bytea primary key,
  access_token_id text not null references access_tokens (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  secret_sha256 bytea primary key,
  access_token_id text not null references access_tokens (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table enrollment_tokens (
  id text primary key,
  compartment_id text not null references compartments (id),
  secret_sha256 bytea not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- The first key that used it; a repeat with the same key gets the same answer, any other key is refused.
  used_by_thumbprint text,
  instance_id text references managed_instances (id) on delete cascade,
  used_at timestamptz
);

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target text not null,
  request_id text,
  details jsonb not null default '{}'
);

create index audit_events_at on audit_events (at desc, id desc);

-- Documents -------------------------------------------------------------------------------------------------------

create table document_versions (
  name text not null,
  version integer not null check (version >= 1),
  schema_version text not null,
  description text not null,
  -- Byte for byte what was registered and what agents get.
  content text not null,
  sha256 text not null,
  registered_by text not null,
  registered_at timestamptz not null default now(),
  primary key (name, version)
);

-- Work ------------------------------------------------------------------------------------------------------------

create table work_requests (
  id text primary key,
  compartment_id text not null references compartments (id),
  document_name text not null,
  document_version integer not null,
  parameters jsonb not null,
  state text not null check (state in ('ACCEPTED', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELING', 'CANCELED')),
  reason text not null default '',
  created_by text not null,
  -- What asked for it; a second ask with the same key finds the first one's work request.
  idempotency_key text unique,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  foreign key (document_name, document_version) references document_versions (name, version)
);

create index work_requests_created on work_requests (created_at desc, id desc);

create table invocations (
  id text primary key,
  work_request_id text not null references work_requests (id) on delete cascade,
  instance_id text not null references managed_instances (id),
  state text not null check (
    state in (
      'PENDING', 'POWERING_ON', 'DELIVERED', 'RUNNING', 'REBOOTING', 'POWERING_OFF',
      'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELING', 'CANCELED', 'SKIPPED'
    )
  ),
  reason text not null default '',
  -- Each non-final state has one; what passes it moves.
  deadline_at timestamptz,
  -- The signed command, as it goes to the agent.
  command_jws text not null,
  expires_at timestamptz not null,
  timeout_seconds integer not null,
  last_event_seq integer not null default 0,
  boot_id text,
  reboot_required boolean,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  check (
    deadline_at is not null
    or state in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED')
  )
);

create index invocations_work_request on invocations (work_request_id, id);
create index invocations_inbox on invocations (instance_id) where state in ('PENDING', 'CANCELING');
create index invocations_deadline on invocations (deadline_at) where deadline_at is not null;
create index invocations_instance on invocations (instance_id, created_at desc);

create table invocation_steps (
  invocation_id text not null references invocations (id) on delete cascade,
  position integer not null,
  name text not null,
  action text not null,
  state text not null check (state in ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED')),
  exit_code integer,
  message text not null default '',
  started_at timestamptz,
  finished_at timestamptz,
  stdout_head text not null default '',
  stdout_tail text not null default '',
  stdout_bytes bigint not null default 0,
  stderr_head text not null default '',
  stderr_tail text not null default '',
  stderr_bytes bigint not null default 0,
  primary key (invocation_id, position),
  unique (invocation_id, name)
);

create table work_log (
  id bigint generated always as identity primary key,
  work_request_id text not null references work_requests (id) on delete cascade,
  invocation_id text references invocations (id) on delete cascade,
  at timestamptz not null default now(),
  level text not null check (level in ('INFO', 'WARNING', 'ERROR')),
  message text not null
);

create index work_log_work_request on work_log (work_request_id, id);

-- Reports ---------------------------------------------------------------------------------------------------------

-- One Parquet part per kind and date; its members are fixed before the file is written, so a repeat writes the same file.
create table ingest_batches (
  id text primary key,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

create index ingest_batches_open on ingest_batches (created_at) where finished_at is null;

create table reports (
  id text primary key,
  invocation_id text not null references invocations (id),
  instance_id text not null references managed_instances (id),
  kind text not null,
  key text not null,
  size_bytes bigint not null,
  sha256 text not null,
  state text not null check (state in ('GRANTED', 'UPLOADED', 'INGESTED', 'QUARANTINED', 'FAILED')),
  batch_id text references ingest_batches (id),
  rows integer,
  captured_at timestamptz,
  fault_line bigint,
  fault_column text,
  fault_reason text,
  created_at timestamptz not null default now(),
  uploaded_at timestamptz,
  ingested_at timestamptz,
  unique (key, sha256)
);

create index reports_invocation on reports (invocation_id);
create index reports_instance on reports (instance_id, created_at desc);
create index reports_waiting on reports (uploaded_at) where state = 'UPLOADED';
create index reports_batch on reports (batch_id) where state = 'UPLOADED';
create index reports_granted on reports (created_at) where state = 'GRANTED';

-- Compliance: the current state, as the newest ingested report of each kind tells it -------------------------------

create table instance_scans (
  instance_id text not null references managed_instances (id) on delete cascade,
  kind text not null,
  report_id text not null references reports (id),
  captured_at timestamptz not null,
  rows integer not null,
  primary key (instance_id, kind)
);

create table available_updates (
  instance_id text not null references managed_instances (id) on delete cascade,
  name text not null,
  architecture text not null,
  installed_version text not null,
  available_version text not null,
  update_type text not null check (update_type in ('SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER')),
  severity text not null,
  advisory text not null,
  -- As the vendor's data named them in the report; for apt they come from changelogs below.
  cves text[] not null,
  repository text not null,
  size_bytes bigint,
  reboot_suggested boolean,
  primary key (instance_id, name, architecture, available_version)
);

create index available_updates_security on available_updates (name, architecture, available_version)
  where update_type = 'SECURITY';

create table installed_software (
  instance_id text not null references managed_instances (id) on delete cascade,
  name text not null,
  version text not null,
  architecture text not null,
  publisher text not null,
  source text not null,
  installed_at timestamptz,
  size_bytes bigint,
  primary key (instance_id, name, architecture, version)
);

create index installed_software_name on installed_software (name, version);

-- What the fleet knows of package changelogs. One row per binary package version, each read once.
create table package_changelogs (
  name text not null,
  architecture text not null,
  version text not null,
  origin text not null check (origin in ('CANDIDATE', 'INSTALLED')),
  state text not null check (state in ('ASKED', 'KNOWN', 'UNREADABLE')),
  source_package text,
  source_version text,
  method text,
  message text not null default '',
  cves text[] not null default '{}',
  -- The invocation that was asked to read it.
  invocation_id text references invocations (id) on delete set null,
  asked_at timestamptz not null default now(),
  attempts integer not null default 1,
  known_at timestamptz,
  primary key (name, architecture, version)
);

create index package_changelogs_asked on package_changelogs (invocation_id) where state = 'ASKED';
