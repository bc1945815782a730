import { Readable } from 'node:stream';
import { CodedError, type InvocationDetail, type OutputStreamName } from '@rustine/contract';

/**
 * The output of a step of a run that was cleaned up: what was kept of it, when that is all.
 * @throws CodedError NOT_FOUND for a step that it does not have, CONFLICT when a part is gone.
 */
export function archivedOutput(
  { id, steps }: InvocationDetail,
  {
    step,
    stream,
    offset,
    length,
  }: { step: string; stream: OutputStreamName; offset: number; length?: number | undefined },
): Readable {
  const found = steps.find(({ name }) => name === step);
  if (found === undefined) throw new CodedError('NOT_FOUND', `There is no step ${step} of an invocation ${id}.`);
  const { head, tail, omittedBytes, totalBytes } = found[stream];
  if (omittedBytes > 0) {
    throw new CodedError(
      'CONFLICT',
      `The whole ${stream} of step ${step}, ${totalBytes} bytes, was deleted when its work request was cleaned up. Its first and last part are in the invocation.`,
    );
  }
  const bytes = Buffer.from(head + tail).subarray(offset);
  return Readable.from([length === undefined ? bytes : bytes.subarray(0, length)]);
}
