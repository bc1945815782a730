/**
 * `seq` numbers of events start at 1 for each invocation, so `next_seq` lives beside it. Rows of `invocations` are never
 * deleted: they are the memory of every command ever seen. Times are milliseconds since the epoch.
 */
const first = `
  create table invocations (
    id text primary key,
    state text not null check (state in ('ACCEPTED', 'RUNNING', 'PUBLISHING', 'DONE', 'REFUSED')),
    claims text,
    next_seq integer not null default 1,
    accepted_at integer not null,
    acknowledged_at integer,
    started_at integer,
    publishing_since integer,
    ended_at integer,
    cancel_requested integer not null default 0,
    outcome text,
    told integer not null default 0,
    reboot_required integer
  ) strict;
  create table refusals (
    invocation_id text not null,
    code text not null,
    message text not null,
    at integer not null,
    primary key (invocation_id, code)
  ) strict;
  create table steps (
    invocation_id text not null references invocations (id),
    position integer not null,
    name text not null,
    state text not null check (state in ('RUNNING', 'WAITING', 'ENDED')),
    attempts integer not null default 0,
    result text,
    stdout_bytes integer not null default 0,
    stderr_bytes integer not null default 0,
    pid integer,
    start_ticks text,
    boot_id text,
    primary key (invocation_id, position)
  ) strict;
  create table events (
    invocation_id text not null references invocations (id),
    seq integer not null,
    body text not null,
    primary key (invocation_id, seq)
  ) strict, without rowid;
  create table uploads (
    invocation_id text not null references invocations (id),
    kind text not null,
    path text not null,
    size_bytes integer not null,
    sha256 text not null,
    object_key text,
    state text not null check (state in ('WAITING', 'VERIFIED', 'GIVEN_UP')),
    reason text not null default '',
    primary key (invocation_id, kind)
  ) strict;
`;

/**
 * Outputs are compressed files that wait to be brought to the store; ENDED when they are there, or lost. Reboots that steps asked for: PENDING until another boot id proves it (DONE), it was given up (FAILED) or its invocation
 * was canceled. Stopwatches count milliseconds of the machine's uptime, never of its clock, which may jump: `since_ms` is
 * the uptime at which one was started in the boot `boot_id`.
 */
const second = `
  alter table invocations add column boot_id text;
  create table reboots (
    id integer primary key,
    invocation_id text not null references invocations (id),
    position integer not null,
    step text not null,
    boot_id text not null,
    attempts integer not null default 0,
    state text not null check (state in ('PENDING', 'DONE', 'FAILED', 'CANCELED'))
  ) strict;
  create unique index reboots_pending on reboots (invocation_id) where state = 'PENDING';
  create table outputs (
    invocation_id text not null references invocations (id),
    position integer not null,
    stream text not null check (stream in ('stdout', 'stderr')),
    step text not null,
    path text not null,
    size_bytes integer not null,
    sha256 text not null,
    content_bytes integer not null,
    dropped_bytes integer not null,
    state text not null check (state in ('WAITING', 'ENDED')),
    primary key (invocation_id, position, stream)
  ) strict;
  create table stopwatches (
    invocation_id text not null references invocations (id),
    purpose text not null check (purpose in ('run', 'publish')),
    used_ms integer not null default 0,
    since_ms integer,
    boot_id text not null,
    primary key (invocation_id, purpose)
  ) strict;
`;

/** The boot in which the agent last ran, and the greatest uptime that was noted in it (milliseconds). */
const third = `
  create table boots (
    only_row integer primary key check (only_row = 1),
    boot_id text not null,
    uptime_ms integer not null
  ) strict;
`;

/**
 * What the server last wished for automatic updates and what was told of them; the switches that were turned off, in that
 * order, with what was found. Package changes wait until the server has taken them; a source's cursor says up to where
 * they were read.
 */
const fourth = `
  create table automatic_updates (
    only_row integer primary key check (only_row = 1),
    wish text not null check (wish in ('LEAVE', 'HOLD')),
    state text not null check (state in ('HELD', 'LEFT', 'FAILED')),
    message text not null
  ) strict;
  insert into automatic_updates values (1, 'LEAVE', 'LEFT', 'As the owner of the machine has them.');
  create table update_switches (
    position integer primary key,
    key text not null unique,
    found text
  ) strict;
  create table package_sources (
    name text primary key,
    cursor text not null
  ) strict, without rowid;
  create table package_changes (
    id integer primary key autoincrement,
    body text not null
  ) strict;
`;

/** Each takes a journal from the version before it; one that has left this house is never changed. */
export const journalVersions: readonly string[] = [first, second, third, fourth];
