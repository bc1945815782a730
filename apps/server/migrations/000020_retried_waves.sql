-- Work: a retry keeps the waves of the run that it repeats --------------------------------------------------------------

alter table work_waves
  -- Of its instances that this retry does not run again: how many succeeded before, and how many failed or fell silent.
  add column succeeded_before integer not null default 0 check (succeeded_before >= 0),
  add column failed_before integer not null default 0 check (failed_before >= 0);
