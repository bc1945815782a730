-- Work: a retry keeps the versions that what it repeats was bound to ---------------------------------------------------

alter table work_requests
  -- What a retry adds to the parameters, for each operating system, as name|version|architecture: its waves' pins of then.
  add column pins jsonb check (jsonb_typeof(pins) = 'object');
