-- Windows: when changes may be made, and when not ---------------------------------------------------------------------

create table maintenance_windows (
  id text primary key,
  compartment_id text not null references compartments (id),
  name text not null check (name <> ''),
  description text not null default '',
  -- As the contract's Schedule.
  schedule jsonb not null,
  duration_minutes integer not null check (duration_minutes between 1 and 10080),
  cutoff_minutes integer not null check (cutoff_minutes >= 0 and cutoff_minutes < duration_minutes),
  -- As the contract's Targets; resolved each time that somebody asks.
  targets jsonb not null,
  automatic_updates text not null check (automatic_updates in ('LEAVE', 'OFF_OUTSIDE', 'OFF')),
  enabled boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (compartment_id, name)
);

create table freezes (
  id text primary key,
  -- It holds for this compartment and all below it.
  compartment_id text not null references compartments (id),
  name text not null check (name <> ''),
  reason text not null default '',
  enabled boolean not null,
  source_kind text not null check (source_kind in ('dates', 'ical-url', 'ical')),
  calendar_url text,
  -- Where its whole days begin; null for where the calendar says.
  calendar_timezone text,
  -- The calendar as it was last read: its repeated events reach further with each day that passes.
  calendar_text text,
  calendar_etag text,
  read_at timestamptz,
  -- Why the last reading failed; empty when it did not. The periods read before it still hold.
  read_fault text not null default '',
  -- When it is read again; whoever reads it puts this off first, so that of several replicas one does.
  next_read_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  unique (compartment_id, name),
  check ((source_kind = 'ical-url') = (calendar_url is not null)),
  check (source_kind <> 'ical' or calendar_text is not null),
  check ((source_kind = 'dates') = (next_read_at is null))
);

create index freezes_next_read on freezes (next_read_at) where next_read_at is not null;

create table freeze_periods (
  freeze_id text not null references freezes (id) on delete cascade,
  from_at timestamptz not null,
  to_at timestamptz not null,
  summary text not null,
  primary key (freeze_id, from_at, to_at, summary),
  check (from_at < to_at)
);

create index freeze_periods_end on freeze_periods (to_at);
