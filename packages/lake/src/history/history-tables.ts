/**
 * Tables of finished work, next to those of reports (docs/adr/0020-history.md). `record` is a row whole, as JSON; the
 * other columns are what it is found and counted by.
 */
export const historyTables = {
  'work-requests': {
    id: 'VARCHAR',
    compartment_id: 'VARCHAR',
    document_name: 'VARCHAR',
    document_version: 'BIGINT',
    state: 'VARCHAR',
    reason: 'VARCHAR',
    comment: 'VARCHAR',
    created_by: 'VARCHAR',
    retry_of: 'VARCHAR',
    created_at: 'TIMESTAMPTZ',
    started_at: 'TIMESTAMPTZ',
    finished_at: 'TIMESTAMPTZ',
    record: 'VARCHAR',
  },
  invocations: {
    id: 'VARCHAR',
    work_request_id: 'VARCHAR',
    instance_id: 'VARCHAR',
    instance_name: 'VARCHAR',
    document_name: 'VARCHAR',
    state: 'VARCHAR',
    reason: 'VARCHAR',
    created_at: 'TIMESTAMPTZ',
    started_at: 'TIMESTAMPTZ',
    finished_at: 'TIMESTAMPTZ',
    record: 'VARCHAR',
  },
  'invocation-steps': {
    invocation_id: 'VARCHAR',
    work_request_id: 'VARCHAR',
    position: 'BIGINT',
    name: 'VARCHAR',
    action: 'VARCHAR',
    state: 'VARCHAR',
    exit_code: 'BIGINT',
    started_at: 'TIMESTAMPTZ',
    finished_at: 'TIMESTAMPTZ',
    record: 'VARCHAR',
  },
  'work-log': {
    work_request_id: 'VARCHAR',
    position: 'BIGINT',
    at: 'TIMESTAMPTZ',
    level: 'VARCHAR',
    invocation_id: 'VARCHAR',
    instance_name: 'VARCHAR',
    record: 'VARCHAR',
  },
} as const satisfies Record<string, Readonly<Record<string, 'VARCHAR' | 'BIGINT' | 'TIMESTAMPTZ'>>>;

export type HistoryTable = keyof typeof historyTables;

/** The columns of a row but for `record`; times as RFC 3339. */
export type HistoryColumns<Table extends HistoryTable> = {
  readonly [Column in Exclude<keyof (typeof historyTables)[Table], 'record'>]: string | number | null;
};

export interface HistoryRow<Table extends HistoryTable> {
  readonly columns: HistoryColumns<Table>;
  /** Anything that JSON can tell. */
  readonly record: unknown;
}

export const historyTableNames = Object.keys(historyTables) as readonly HistoryTable[];
