-- Documents: which version runs when none is named ----------------------------------------------------------------

-- A document without a row here runs its newest version: those that come with the server have none.
create table document_defaults (
  name text primary key,
  version integer not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  foreign key (name, version) references document_versions (name, version)
);
