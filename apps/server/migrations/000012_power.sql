-- Fleet: machines that are known to be switched off ------------------------------------------------------------------

alter table managed_instances
  -- When whoever powers it was asked and said that it is off. A sign of life after it counts for more.
  add column stopped_at timestamptz;

-- Power: who switches machines on and off, and what is owed to those that were woken -----------------------------------

create table power_providers (
  id text primary key,
  name text not null unique check (name <> ''),
  kind text not null check (kind in ('ec2', 'oci', 'libvirt', 'redfish', 'ipmi', 'wake-on-lan', 'exec')),
  -- As the contract says; secrets are named, they lie in the parameter store.
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now()
);

create table power_bindings (
  instance_id text primary key references managed_instances (id) on delete cascade,
  provider_id text not null references power_providers (id),
  -- By which name the provider knows the machine.
  ref text not null check (ref <> ''),
  -- Runs that wake it leave it on.
  leave_on boolean not null default false,
  bound_at timestamptz not null default now(),
  -- What the provider said when it was last asked, and why it said nothing.
  state text check (state in ('RUNNING', 'STOPPED', 'STARTING', 'STOPPING', 'UNKNOWN')),
  state_at timestamptz,
  message text not null default '',
  -- When somebody last took it on to ask; what keeps replicas from asking twice.
  asked_at timestamptz,
  -- Two instances on one machine would switch each other off.
  unique (provider_id, ref)
);

create index power_bindings_asked on power_bindings (asked_at nulls first);

-- One machine that runs need, from the first ask until it was put back as it was found. What is to be restored is
-- written here before the first call that starts anything.
create table power_sessions (
  id bigint generated always as identity primary key,
  instance_id text not null references managed_instances (id) on delete cascade,
  -- As they were bound when the session began: a later binding must not switch another machine off.
  provider_id text references power_providers (id) on delete set null,
  ref text not null,
  leave_on boolean not null,
  phase text not null check (phase in ('WAKING', 'AWAKE', 'RESTORING', 'ENDED')),
  -- Grows with every change, so that who decided on an older state of it writes nothing.
  version integer not null default 1,
  -- How the machine was found before anything was done to it; null until it was looked at.
  found text check (found in ('RUNNING', 'STOPPED', 'UNKNOWN')),
  -- How often it was told to start, and when last; written before each call.
  starts integer not null default 0,
  start_asked_at timestamptz,
  -- At our first start the provider said that it runs already, so somebody else had started it.
  started_by_other boolean not null default false,
  -- What the provider says of this one run of the machine, so that a later start by somebody else shows.
  marker text,
  -- A person asked for it to stay on.
  keep_on boolean not null default false,
  -- When it was first told to stop, and when last; written before each call.
  stop_asked_at timestamptz,
  stop_repeated_at timestamptz,
  -- When a server last looked at the machine, or had to: time in which none did does not count towards the deadline.
  looked_at timestamptz not null,
  -- When the phase fails by itself; none while it runs or has ended.
  deadline_at timestamptz,
  -- Why it could not be woken; what may still come up is then put back.
  wake_fault text,
  -- What the provider said last, or why it is as it is.
  message text not null default '',
  outcome text check (outcome in ('WAS_ON', 'STOPPED', 'LEFT_ON', 'FAILED', 'CANCELED')),
  opened_at timestamptz not null,
  moved_at timestamptz not null,
  awake_at timestamptz,
  ended_at timestamptz,
  check ((phase = 'ENDED') = (ended_at is not null)),
  check ((phase = 'ENDED') = (outcome is not null)),
  check ((phase in ('WAKING', 'RESTORING')) = (deadline_at is not null)),
  -- Nothing is started before it is written how it was found.
  check (starts = 0 or found is not null)
);

create unique index power_sessions_open on power_sessions (instance_id) where phase <> 'ENDED';
create index power_sessions_instance on power_sessions (instance_id, id desc);
create index power_sessions_provider on power_sessions (provider_id) where phase <> 'ENDED';

-- The runs that need the machine. It is put back when the last one let go.
create table power_holders (
  session_id bigint not null references power_sessions (id) on delete cascade,
  -- No reference: a work request may be cleaned away while its machine is still being put back.
  invocation_id text not null,
  work_request_id text not null,
  asked_at timestamptz not null,
  -- When work was told that the machine runs, or that it does not.
  woken_at timestamptz,
  released_at timestamptz,
  -- What was answered when it let go: whether it waits for the machine to be put back, and why if not.
  restore boolean,
  reason text not null default '',
  -- When work was told that the machine is back as it was.
  told_at timestamptz,
  primary key (session_id, invocation_id)
);

create index power_holders_invocation on power_holders (invocation_id);
create index power_holders_open on power_holders (session_id) where released_at is null;
