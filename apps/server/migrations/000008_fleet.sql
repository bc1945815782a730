-- Fleet: labels, groups by rule, instances that are gone -----------------------------------------------------------

alter table managed_instances
  -- Key and value, both text; the contract says what they may be.
  add column labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  -- A person removed it: it is shown nowhere and its agent is refused. The row stays, because its history names it.
  add column retired_at timestamptz;

-- A sign of life is the most frequent write of all: with room in each page it touches no index.
alter table managed_instances set (fillfactor = 80);

create index managed_instances_labels on managed_instances using gin (labels jsonb_path_ops);

-- The order of lists, and their cursor.
create index managed_instances_name on managed_instances (display_name, id);

alter table managed_instance_groups
  -- Null for a listed group. Else the members are those that the rule matches, computed whenever they are asked for.
  add column rule jsonb check (jsonb_typeof(rule) = 'object');

-- An agent that enrols with the token lands with these.
alter table enrollment_tokens
  add column labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  add column group_id text references managed_instance_groups (id) on delete set null;

create index enrollment_tokens_compartment on enrollment_tokens (compartment_id);

-- Whether an instance is rebooting is asked for each instance shown.
create index invocations_rebooting on invocations (instance_id) where state = 'REBOOTING';
