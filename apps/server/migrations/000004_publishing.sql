-- Reports: publishing ---------------------------------------------------------------------------------------------

-- What one invocation announced. The day of its first grant is in all its keys, so a repeat after midnight asks for the
-- same objects again.
create table publications (
  invocation_id text primary key references invocations (id),
  instance_id text not null references managed_instances (id),
  day date not null,
  manifest_size_bytes bigint,
  manifest_sha256 text,
  created_at timestamptz not null default now()
);

-- A batch that could not be ingested waits longer after each attempt; others pass it.
alter table ingest_batches
  add column attempts integer not null default 0,
  add column next_attempt_at timestamptz not null default now(),
  add column last_error text;

-- Compliance: CVEs by changelog -----------------------------------------------------------------------------------

-- One question to one agent: read these changelogs. It exists before the work that asks it, so a server that dies
-- between the two asks the same question again and not a second one.
create table changelog_asks (
  id text primary key,
  instance_id text not null references managed_instances (id) on delete cascade,
  -- Parameter of the document: one item a line of `packages`.
  items text[] not null,
  work_request_id text references work_requests (id) on delete set null,
  invocation_id text references invocations (id) on delete set null,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);

create index changelog_asks_open on changelog_asks (created_at) where closed_at is null;
create unique index changelog_asks_invocation on changelog_asks (invocation_id);

alter table package_changelogs
  add column ask_id text references changelog_asks (id) on delete set null;

create index package_changelogs_ask on package_changelogs (ask_id) where state = 'ASKED';

-- The CVEs that going from one version to another closes: the candidate's changelog minus the installed one's. Worked
-- out once per pair of versions and shared by every instance that has the pair.
create table update_cves (
  name text not null,
  architecture text not null,
  installed_version text not null,
  available_version text not null,
  cves text[] not null,
  primary key (name, architecture, installed_version, available_version)
);

create index available_updates_pair on available_updates (name, architecture, installed_version, available_version)
  where update_type = 'SECURITY';

-- Every missing security update with the CVEs that it closes and how well they are known:
-- KNOWN, PENDING (its changelogs are still to be read) or UNKNOWN (they could not be read).
-- Other contexts may read this view; only compliance writes what is behind it.
create view security_updates as
select
  u.instance_id, u.name, u.architecture, u.installed_version, u.available_version, u.severity, u.advisory,
  u.repository, u.size_bytes, u.reboot_suggested,
  case when cardinality(u.cves) > 0 then u.cves else coalesce(p.cves, '{}') end as cves,
  case
    when cardinality(u.cves) > 0 or u.advisory <> '' or p.name is not null then 'KNOWN'
    when candidate.state = 'UNREADABLE' or installed.state = 'UNREADABLE' then 'UNKNOWN'
    else 'PENDING'
  end as cves_state
from available_updates u
left join update_cves p
  on p.name = u.name and p.architecture = u.architecture
  and p.installed_version = u.installed_version and p.available_version = u.available_version
left join package_changelogs candidate
  on candidate.name = u.name and candidate.architecture = u.architecture and candidate.version = u.available_version
left join package_changelogs installed
  on installed.name = u.name and installed.architecture = u.architecture and installed.version = u.installed_version
where u.update_type = 'SECURITY';
