import type { ReportKind } from '@rustine/contract';
import type { Journal } from './open-journal.ts';

export interface UploadRecord {
  /** `manifest` for the signed sums of the others. */
  readonly kind: ReportKind | 'manifest';
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Key of the object under which a grant was given; null before the first. */
  readonly objectKey: string | null;
  readonly state: 'WAITING' | 'VERIFIED' | 'GIVEN_UP';
  /** Why it was given up; else empty. */
  readonly reason: string;
}

export interface UploadRecords {
  all(invocationId: string): UploadRecord[];
  /** Notes a file to upload; what is noted already stays as it is. */
  add(invocationId: string, upload: Pick<UploadRecord, 'kind' | 'path' | 'sizeBytes' | 'sha256'>): void;
  noteKey(invocationId: string, kind: string, objectKey: string): void;
  markVerified(invocationId: string, kind: string): void;
  giveUp(invocationId: string, kind: string, reason: string): void;
}

export function openUploadRecords({ db, atomically }: Journal): UploadRecords {
  const all = db.prepare(
    `select kind, path, size_bytes, sha256, object_key, state, reason from uploads where invocation_id = ? order by kind = 'manifest', kind`,
  );
  const add = db.prepare(
    `insert into uploads (invocation_id, kind, path, size_bytes, sha256, state) values (?, ?, ?, ?, ?, 'WAITING') on conflict do nothing`,
  );
  const noteKey = db.prepare('update uploads set object_key = ? where invocation_id = ? and kind = ?');
  const mark = db.prepare('update uploads set state = ?, reason = ? where invocation_id = ? and kind = ?');
  return {
    all: (invocationId) =>
      all.all(invocationId).map((row) => ({
        kind: row['kind'] as UploadRecord['kind'],
        path: row['path'] as string,
        sizeBytes: row['size_bytes'] as number,
        sha256: row['sha256'] as string,
        objectKey: row['object_key'] as string | null,
        state: row['state'] as UploadRecord['state'],
        reason: row['reason'] as string,
      })),
    add: (invocationId, upload) =>
      void atomically(() => add.run(invocationId, upload.kind, upload.path, upload.sizeBytes, upload.sha256)),
    noteKey: (invocationId, kind, objectKey) => void atomically(() => noteKey.run(objectKey, invocationId, kind)),
    markVerified: (invocationId, kind) => void atomically(() => mark.run('VERIFIED', '', invocationId, kind)),
    giveUp: (invocationId, kind, reason) => void atomically(() => mark.run('GIVEN_UP', reason, invocationId, kind)),
  };
}
