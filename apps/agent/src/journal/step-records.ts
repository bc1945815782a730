import type { StepResult } from '@rustine/domain';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { Journal } from './open-journal.ts';

export interface StepRecord {
  readonly position: number;
  readonly name: string;
  /** WAITING: it was begun and put back by a clean stop. */
  readonly state: 'RUNNING' | 'WAITING' | 'ENDED';
  /** Starts that were not taken back by a clean stop. */
  readonly attempts: number;
  readonly result: StepResult | null;
  /** Bytes of output over all attempts. */
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** The process group of the last attempt, and the boot in which it ran. */
  readonly process: (ProcessIdentity & { readonly bootId: string }) | null;
}

export interface StepRecords {
  all(invocationId: string): StepRecord[];
  begin(invocationId: string, step: { position: number; name: string }): StepRecord;
  noteProcess(invocationId: string, position: number, process: ProcessIdentity & { bootId: string }): void;
  noteOutput(invocationId: string, position: number, bytes: { stdout: number; stderr: number }): void;
  end(invocationId: string, step: { position: number; name: string }, result: StepResult): void;
  /** A clean stop ended it: the attempt does not count. */
  putBack(invocationId: string, position: number): void;
}

export function openStepRecords({ db, atomically }: Journal): StepRecords {
  const all = db.prepare('select * from steps where invocation_id = ? order by position');
  const begin = db.prepare(
    `insert into steps (invocation_id, position, name, state, attempts) values (?, ?, ?, 'RUNNING', 1)
     on conflict (invocation_id, position) do update set state = 'RUNNING', attempts = attempts + 1, pid = null
     returning *`,
  );
  const process = db.prepare(
    'update steps set pid = ?, start_ticks = ?, boot_id = ? where invocation_id = ? and position = ?',
  );
  const output = db.prepare(
    'update steps set stdout_bytes = ?, stderr_bytes = ? where invocation_id = ? and position = ?',
  );
  const end = db.prepare(
    `insert into steps (invocation_id, position, name, state, result) values (?, ?, ?, 'ENDED', ?)
     on conflict (invocation_id, position) do update set state = 'ENDED', result = excluded.result, pid = null`,
  );
  const putBack = db.prepare(
    `update steps set state = 'WAITING', attempts = attempts - 1, pid = null where invocation_id = ? and position = ? and state = 'RUNNING'`,
  );
  return {
    all: (invocationId) => all.all(invocationId).map(toRecord),
    begin: (invocationId, { position, name }) =>
      toRecord(atomically(() => begin.get(invocationId, position, name)) as Record<string, unknown>),
    noteProcess: (invocationId, position, { pid, startTicks, bootId }) =>
      void atomically(() => process.run(pid, startTicks, bootId, invocationId, position)),
    noteOutput: (invocationId, position, { stdout, stderr }) =>
      void atomically(() => output.run(stdout, stderr, invocationId, position)),
    end: (invocationId, { position, name }, result) =>
      void atomically(() => end.run(invocationId, position, name, JSON.stringify(result))),
    putBack: (invocationId, position) => void atomically(() => putBack.run(invocationId, position)),
  };
}

function toRecord(row: Record<string, unknown>): StepRecord {
  const pid = row['pid'] as number | null;
  return {
    position: row['position'] as number,
    name: row['name'] as string,
    state: row['state'] as StepRecord['state'],
    attempts: row['attempts'] as number,
    result: row['result'] === null ? null : (JSON.parse(row['result'] as string) as StepResult),
    stdoutBytes: row['stdout_bytes'] as number,
    stderrBytes: row['stderr_bytes'] as number,
    process:
      pid === null ? null : { pid, startTicks: row['start_ticks'] as string | null, bootId: row['boot_id'] as string },
  };
}
