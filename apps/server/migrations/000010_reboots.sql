-- Work: reboots that are proved --------------------------------------------------------------------------------------

alter table invocations
  -- The reboot that is owed: the step that asked for it, and the boot id under which it did. Both null when none is, or
  -- when a new boot id proved the last one.
  add column reboot_step text,
  add column reboot_from_boot_id text,
  -- What the agent gives its machine to come back.
  add column reboot_seconds integer,
  -- Reboots of this run that a new boot id proved.
  add column reboots integer not null default 0,
  add check ((reboot_step is null) = (reboot_from_boot_id is null));

-- Reports: the whole output of a step ----------------------------------------------------------------------------------

-- One object a stream whose whole output is more than PostgreSQL keeps of it. The other streams need none.
create table step_outputs (
  invocation_id text not null references invocations (id) on delete cascade,
  instance_id text not null references managed_instances (id),
  position integer not null,
  stream text not null check (stream in ('stdout', 'stderr')),
  step text not null,
  key text not null unique,
  -- Of the object, which is the output compressed by gzip.
  size_bytes bigint not null,
  sha256 text not null,
  -- Bytes of output that the object holds, and those that the instance did not keep.
  content_bytes bigint not null,
  dropped_bytes bigint not null,
  state text not null check (state in ('GRANTED', 'UPLOADED')),
  created_at timestamptz not null default now(),
  uploaded_at timestamptz,
  primary key (invocation_id, position, stream)
);

create index step_outputs_step on step_outputs (invocation_id, step);
