-- One row for each running queue worker pool. A job that a killed process holds stays locked for four hours by the
-- queue library's own rule; a pool whose heartbeat stands still is known to be dead much sooner, and its jobs are freed.
create table replicas (
  -- The name under which the queue library locks jobs: new at each start.
  pool_id text primary key,
  -- The server it belongs to: kept in the data directory, the same after a restart.
  replica_id text not null,
  hostname text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
);

create index replicas_replica_id on replicas (replica_id);
