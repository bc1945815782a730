-- Changes: what package managers did on the instances, whoever asked them ------------------------------------------

create table package_changes (
  id bigint generated always as identity primary key,
  instance_id text not null references managed_instances (id),
  -- Whole seconds of the machine's own clock.
  at timestamptz not null,
  name text not null,
  architecture text not null,
  action text not null check (action in ('INSTALLED', 'UPGRADED', 'DOWNGRADED', 'REMOVED')),
  old_version text,
  new_version text,
  -- The invocation that was under way then; no reference, because work that is cleaned up leaves its changes here.
  invocation_id text,
  -- As the windows were when the change was told; null when none covers the instance.
  window_open boolean,
  received_at timestamptz not null default now(),
  -- An agent tells a change until it is taken, so it may come twice.
  unique nulls not distinct (instance_id, at, name, architecture, action, old_version, new_version)
);

create index package_changes_newest on package_changes (at desc, id desc);
create index package_changes_outside on package_changes (at desc, id desc) where window_open = false;
-- Rows come in the order of this time, so a block range is enough to find the old ones.
create index package_changes_received on package_changes using brin (received_at);

-- Fleet: what holds of the updates that a system makes by itself ---------------------------------------------------

alter table managed_instances
  -- As the agent told it with its facts: {"state": "HELD" | "LEFT" | "FAILED", "message": text}.
  add column automatic_updates jsonb check (jsonb_typeof(automatic_updates) = 'object');

-- Facts of a newer agent may have been kept without it: each agent is asked for them once more.
update managed_instances set facts_hash = '';
