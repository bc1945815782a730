-- Reports: the signed manifest counts -----------------------------------------------------------------------------

alter table publications
  -- When the manifest was last announced; one that has not arrived is looked for in the store from then on.
  add column manifest_announced_at timestamptz,
  -- When the announced manifest was read and its signature checked. From then on no other may take its place.
  add column manifest_judged_at timestamptz,
  -- Kind, size and sum of each report as the instance signed them; null while unjudged, and when it is not to be believed.
  add column manifest_reports jsonb,
  -- Why the manifest is not to be believed.
  add column manifest_fault text,
  add check ((manifest_judged_at is not null) = (manifest_reports is not null or manifest_fault is not null)),
  add check (manifest_reports is null or manifest_fault is null);

update publications set manifest_announced_at = created_at where manifest_sha256 is not null;

create index publications_unjudged on publications (manifest_announced_at)
  where manifest_sha256 is not null and manifest_judged_at is null;

-- Work: which keys this database's agents trust -------------------------------------------------------------------

-- Agents pin the command keys that they were given when they enrolled. The first server of a database records its key;
-- one with another key must not start, because every agent would refuse its commands.
create table command_signing_keys (
  -- RFC 7638 thumbprint.
  kid text primary key,
  recorded_at timestamptz not null default now()
);
