import { Counter, Histogram, type Registry } from 'prom-client';

export interface ReportsMetrics {
  readonly ingested: Counter;
  readonly quarantined: Counter;
  readonly rows: Counter;
  readonly seconds: Histogram;
}

export function createReportsMetrics(registry: Registry): ReportsMetrics {
  const registers = [registry];
  return {
    ingested: new Counter({
      name: 'rustine_reports_ingested_total',
      help: 'Reports taken into the lake and the current state',
      registers,
    }),
    quarantined: new Counter({
      name: 'rustine_reports_quarantined_total',
      help: 'Reports that broke the contract',
      registers,
    }),
    rows: new Counter({ name: 'rustine_report_rows_total', help: 'Rows of ingested reports', registers }),
    seconds: new Histogram({
      name: 'rustine_ingest_batch_seconds',
      help: 'Seconds from taking a batch of reports to its commit',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
      registers,
    }),
  };
}
