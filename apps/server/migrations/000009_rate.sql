-- Rate: how fast work goes out to its targets, when it stops by itself, and who follows it --------------------------

alter table work_requests
  -- As they were asked for; null for work that the server itself wanted of certain instances.
  add column targets jsonb check (jsonb_typeof(targets) = 'object'),
  -- SSM's forms, `10` or `10%`. What is there already went out all at once.
  add column max_concurrency text not null default '100%',
  add column max_errors text not null default '100%',
  add column comment text not null default '',
  -- How long each instance has to take its command, counted from its turn.
  add column delivery_seconds integer not null default 3600,
  -- The one whose failed invocations this one repeats.
  add column retry_of text references work_requests (id) on delete set null,
  -- It bore no more errors: what had not gone out by then never did.
  add column stopped_at timestamptz,
  add column stop_reason text not null default '';

alter table work_requests
  alter column max_concurrency set default '50',
  alter column max_errors set default '0';

create index work_requests_retry on work_requests (retry_of) where retry_of is not null;

alter table invocations
  -- A command is signed when its agent fetches it: signed ahead, each would hold a copy of the document.
  drop column command_jws,
  -- Null until its turn comes, as is expires_at.
  add column released_at timestamptz,
  alter column expires_at drop not null,
  -- The transaction that changed it last, for those who follow.
  add column changed_in xid8 not null default pg_current_xact_id();

update invocations set released_at = created_at;

create index invocations_waiting on invocations (work_request_id, id) where state = 'PENDING' and released_at is null;
create index invocations_changed on invocations (work_request_id, changed_in);

create function note_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;

create trigger invocations_note_change before update on invocations for each row execute function note_change();

-- What steps write, piece by piece, for those who follow a run; gone an hour after its end, the steps keep head and tail.
create table output_pieces (
  id bigint generated always as identity primary key,
  work_request_id text not null references work_requests (id) on delete cascade,
  invocation_id text not null,
  step text not null,
  stream text not null check (stream in ('stdout', 'stderr')),
  -- Bytes of the stream, from 0.
  start_byte bigint not null,
  end_byte bigint not null,
  text text not null,
  changed_in xid8 not null default pg_current_xact_id()
);

create index output_pieces_work_request on output_pieces (work_request_id, changed_in);
