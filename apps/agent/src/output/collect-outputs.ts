import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { OutputStreamName } from '@rustine/contract';
import { outputCapture } from '../execute/tell-output.ts';
import type { StepRecord } from '../journal/step-records.ts';
import { describeFile } from '../publish/describe-file.ts';
import { compressOutput } from './compress-output.ts';
import { outputPath } from './keep-output.ts';
import type { OutputRecord } from './output-records.ts';

/** What is to become of a stream's file when its step has ended. */
export type StreamFate =
  /** The server has all of it already, from the events. */
  | { readonly kind: 'told' }
  | { readonly kind: 'wanted'; readonly path: string; readonly contentBytes: number; readonly droppedBytes: number }
  /** There is more than was told, and none of it was kept. */
  | { readonly kind: 'lost' };

/** `told` says that the events carried all of it unchanged: no more than the head, and nothing but text. */
export function decideStream(step: StepRecord, stream: OutputStreamName, folder: string): StreamFate {
  const totalBytes = stream === 'stdout' ? step.stdoutBytes : step.stderrBytes;
  const path = outputPath(folder, step.position, stream);
  const contentBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  // A killed agent had kept what it had not told yet: the file then holds more than was ever told.
  const isMore = contentBytes > totalBytes;
  const isShort = totalBytes <= outputCapture.headBytesMax;
  if (!isMore && (totalBytes === 0 || (isShort && (contentBytes === 0 || isText(path))))) return { kind: 'told' };
  if (contentBytes === 0) return { kind: 'lost' };
  return { kind: 'wanted', path, contentBytes, droppedBytes: Math.max(0, totalBytes - contentBytes) };
}

/** Compresses a stream's file and describes what came of it; the file itself is no longer needed then. */
export async function packStream(
  step: StepRecord,
  stream: OutputStreamName,
  { path, contentBytes, droppedBytes }: Extract<StreamFate, { kind: 'wanted' }>,
): Promise<OutputRecord> {
  const packed = await compressOutput(path);
  const sum = await describeFile(packed);
  if (!sum) throw new Error(`${packed} was removed`);
  const { position, name } = step;
  return { position, stream, step: name, path: packed, ...sum, contentBytes, droppedBytes, state: 'WAITING' };
}

/** The events carry text: other bytes come through changed. */
function isText(path: string): boolean {
  const bytes = readFileSync(path);
  return isUtf8(bytes) && !bytes.includes(0);
}
