import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodedError, type OutputStreamName } from '@rustine/contract';
import { omittedBytes } from '@rustine/domain';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import { findKeptStream, type KeptStream } from './sql/step-outputs.ts';

export interface AskedOutput {
  readonly invocationId: string;
  readonly step: string;
  readonly stream: OutputStreamName;
  /** Bytes to leave out at the start. */
  readonly offset: number;
  /** Bytes at most. */
  readonly length?: number | undefined;
}

/**
 * The whole output of a step's stream: its object where there is one, else what is kept of it when that is all.
 *
 * @throws CodedError NOT_FOUND for a step that the invocation does not have, CONFLICT when a part is missing (so far).
 */
export async function readStepOutput(
  { db, store }: { db: Db; store: ObjectStore },
  { invocationId, step, stream, offset, length = Number.POSITIVE_INFINITY }: AskedOutput,
): Promise<Readable> {
  const kept = await findKeptStream(db, { invocationId, step, stream });
  if (kept === undefined)
    throw new CodedError('NOT_FOUND', `There is no step ${step} of an invocation ${invocationId}.`);
  if (kept.key === null) {
    refuseParts(kept, { step, stream });
    return Readable.from(slice([Buffer.from(kept.head + kept.tail)], { offset, length }));
  }
  const content = unpack(await store.get(kept.key));
  // A few bytes can be unpacked to very many; no more is given than was announced.
  const left = Math.max(0, (kept.contentBytes ?? 0) - offset);
  return Readable.from(slice(content, { offset, length: Math.min(length, left) }));
}

function refuseParts(kept: KeptStream, { step, stream }: { step: string; stream: string }): void {
  const missing = omittedBytes(kept);
  if (missing === 0) return;
  const why = kept.ended
    ? 'the instance has not brought it to the store, and the log of the work request tells if it never will'
    : 'the step still runs, and its output comes to the store when the run has ended';
  throw new CodedError(
    'CONFLICT',
    `Of the ${stream} of step ${step}, ${missing} of ${kept.bytes} bytes are not here: ${why}. Its first and last part are in the invocation.`,
  );
}

/** Ends the reading of the object too when its reader has had enough, and takes an object that is no gzip for an error. */
async function* unpack(object: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  object.once('error', (error) => gunzip.destroy(error));
  object.pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } finally {
    object.destroy();
    gunzip.destroy();
  }
}

async function* slice(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  { offset, length }: { offset: number; length: number },
): AsyncGenerator<Buffer> {
  let skip = offset;
  let left = length;
  for await (const bytes of source) {
    const part = bytes.subarray(Math.min(skip, bytes.length)).subarray(0, left);
    skip = Math.max(0, skip - bytes.length);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left <= 0) return;
  }
}
