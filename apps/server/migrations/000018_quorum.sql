-- Quorum: instances of which only some may be down at a time -----------------------------------------------------------

create table quorum_sets (
  id text primary key,
  compartment_id text not null references compartments (id),
  name text not null check (name <> ''),
  max_down integer not null check (max_down >= 1),
  created_by text not null,
  created_at timestamptz not null default now(),
  unique (compartment_id, name)
);

create table quorum_set_members (
  set_id text not null references quorum_sets (id) on delete cascade,
  instance_id text not null references managed_instances (id) on delete cascade,
  primary key (set_id, instance_id)
);

create index quorum_set_members_instance on quorum_set_members (instance_id);

-- Who may be down for a reboot. It ends when its machine is proved to be up again, or by a person, never by time alone:
-- a machine that did not come back is down.
create table reboot_leases (
  set_id text not null references quorum_sets (id) on delete cascade,
  instance_id text not null references managed_instances (id) on delete cascade,
  -- The run that asked for the reboot. No reference: runs are cleaned up.
  invocation_id text not null,
  granted_at timestamptz not null,
  expected_back_by timestamptz not null,
  primary key (set_id, instance_id)
);

create index reboot_leases_instance on reboot_leases (instance_id);

-- Who waits for a lease, as of its last ask.
create table reboot_waits (
  invocation_id text primary key references invocations (id) on delete cascade,
  instance_id text not null references managed_instances (id) on delete cascade,
  since timestamptz not null,
  asked_at timestamptz not null,
  reason text not null
);

create index reboot_waits_instance on reboot_waits (instance_id);
