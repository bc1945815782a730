-- Work: documents that steps asked for -----------------------------------------------------------------------------

-- Which version a name stood for when a work request first asked for it. All its instances run that one, whenever they
-- ask, so a default that is chosen meanwhile, or a restarted agent, changes nothing in the middle of a run.
create table asked_documents (
  work_request_id text not null references work_requests (id) on delete cascade,
  name text not null,
  -- As it was asked for: a number, $LATEST or $DEFAULT.
  selector text not null,
  version integer not null,
  asked_at timestamptz not null default now(),
  primary key (work_request_id, name, selector)
);
