import type { Journal } from './open-journal.ts';

export interface RebootRecord {
  readonly invocationId: string;
  readonly position: number;
  readonly step: string;
  /** The boot in which the step asked; another one proves the reboot. */
  readonly bootId: string;
  /** How often the machine was told to reboot, journalled before each time. */
  readonly attempts: number;
}

export interface RebootRecords {
  ask(reboot: Omit<RebootRecord, 'attempts'>): void;
  /** Reboots that are owed, in the order in which they were asked for. */
  pending(): RebootRecord[];
  isPending(invocationId: string): boolean;
  /** How many reboots of an invocation another boot id has proved. */
  countProved(invocationId: string): number;
  /** The machine is about to be told: counts for all that are owed. */
  noteAttempt(): void;
  end(invocationId: string, state: 'DONE' | 'FAILED' | 'CANCELED'): void;
}

export function openRebootRecords({ db, atomically }: Journal): RebootRecords {
  const ask = db.prepare(
    `insert into reboots (invocation_id, position, step, boot_id, state) values (?, ?, ?, ?, 'PENDING')`,
  );
  const pending = db.prepare(
    `select invocation_id, position, step, boot_id, attempts from reboots where state = 'PENDING' order by id`,
  );
  const isPending = db.prepare(`select 1 from reboots where invocation_id = ? and state = 'PENDING'`);
  const proved = db.prepare(`select count(*) as count from reboots where invocation_id = ? and state = 'DONE'`);
  const attempt = db.prepare(`update reboots set attempts = attempts + 1 where state = 'PENDING'`);
  const end = db.prepare(`update reboots set state = ? where invocation_id = ? and state = 'PENDING'`);
  return {
    ask: ({ invocationId, position, step, bootId }) =>
      void atomically(() => ask.run(invocationId, position, step, bootId)),
    pending: () =>
      pending.all().map((row) => ({
        invocationId: row['invocation_id'] as string,
        position: row['position'] as number,
        step: row['step'] as string,
        bootId: row['boot_id'] as string,
        attempts: row['attempts'] as number,
      })),
    isPending: (invocationId) => isPending.get(invocationId) !== undefined,
    countProved: (invocationId) => (proved.get(invocationId) as { count: number }).count,
    noteAttempt: () => void atomically(() => attempt.run()),
    end: (invocationId, state) => void atomically(() => end.run(state, invocationId)),
  };
}
