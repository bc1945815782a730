-- Parameters: what documents refer to as {{ssm:name}} -------------------------------------------------------------

-- Which keys the secret values may be encrypted with, by the key's sum; the keys themselves lie in a file. A server
-- whose file lacks one of them must not start, because it could not read what another wrote.
create table parameter_keys (
  key_id text primary key,
  recorded_at timestamptz not null default now()
);

create table parameters (
  name text collate "C" primary key,
  -- For ever: who refers to a parameter relies on whether its value is secret.
  type text not null check (type in ('String', 'StringList', 'SecureString')),
  latest_version integer not null default 0,
  created_at timestamptz not null default now()
);

create table parameter_versions (
  name text collate "C" not null references parameters (name) on delete cascade,
  version integer not null check (version >= 1),
  description text not null,
  -- Null for a secret, which is kept in the three columns below.
  value text,
  key_id text references parameter_keys (key_id),
  nonce bytea,
  -- AES-256-GCM with its tag at the end.
  sealed bytea,
  put_by text not null,
  put_at timestamptz not null default now(),
  primary key (name, version),
  check (num_nulls(value, sealed) = 1),
  check (num_nulls(key_id, nonce, sealed) in (0, 3))
);

create table parameter_labels (
  name text collate "C" not null,
  label text not null,
  version integer not null,
  primary key (name, label),
  foreign key (name, version) references parameter_versions (name, version) on delete cascade
);

create index parameter_labels_version on parameter_labels (name, version);
