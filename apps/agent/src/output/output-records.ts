import type { AnnouncedOutput } from '@rustine/contract';
import type { Journal } from '../journal/open-journal.ts';

/** An output that is more than was told: its compressed file waits to be brought to the store, or it ended, there or lost. */
export interface OutputRecord extends AnnouncedOutput {
  readonly path: string;
  readonly state: 'WAITING' | 'ENDED';
}

export interface OutputRecords {
  all(invocationId: string): OutputRecord[];
  /** Notes an output; what is noted already stays as it is. */
  add(invocationId: string, output: OutputRecord): void;
  /** It is in the store, or never will be. */
  end(invocationId: string, output: Pick<OutputRecord, 'position' | 'stream'>): void;
}

export function openOutputRecords({ db, atomically }: Journal): OutputRecords {
  const all = db.prepare(
    `select position, stream, step, path, size_bytes, sha256, content_bytes, dropped_bytes, state from outputs
     where invocation_id = ? order by position, stream`,
  );
  const add = db.prepare(
    `insert into outputs (invocation_id, position, stream, step, path, size_bytes, sha256, content_bytes, dropped_bytes, state)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  );
  const end = db.prepare(`update outputs set state = 'ENDED' where invocation_id = ? and position = ? and stream = ?`);
  return {
    all: (invocationId) =>
      all.all(invocationId).map((row) => ({
        position: row['position'] as number,
        stream: row['stream'] as OutputRecord['stream'],
        step: row['step'] as string,
        path: row['path'] as string,
        sizeBytes: row['size_bytes'] as number,
        sha256: row['sha256'] as string,
        contentBytes: row['content_bytes'] as number,
        droppedBytes: row['dropped_bytes'] as number,
        state: row['state'] as OutputRecord['state'],
      })),
    add: (invocationId, { position, stream, step, path, sizeBytes, sha256, contentBytes, droppedBytes, state }) =>
      void atomically(() =>
        add.run(invocationId, position, stream, step, path, sizeBytes, sha256, contentBytes, droppedBytes, state),
      ),
    end: (invocationId, { position, stream }) => void atomically(() => end.run(invocationId, position, stream)),
  };
}
