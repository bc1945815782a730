import { createReadStream } from 'node:fs';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Grant } from '@rustine/contract';
import { ServerUnreachableError } from '../checkin/call-server.ts';

/** An upload did not come through; a later attempt may. */
export class UploadFailedError extends ServerUnreachableError {}

/** A store that moves no byte for this long has gone. */
const IDLE_MS_MAX = 60_000;
const ANSWER_BYTES_MAX = 2048;

/** Streams a file to a presigned URL. The address carries its own permission, so it is never logged. */
export async function putObject(
  grant: Grant,
  file: { path: string; sizeBytes: number },
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(grant.url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const put = request(url, {
    method: 'PUT',
    headers: { ...grant.headers, 'content-length': String(file.sizeBytes) },
    timeout: IDLE_MS_MAX,
    signal,
  });
  put.on('timeout', () => put.destroy(new Error(`nothing moved for ${IDLE_MS_MAX / 1000} seconds`)));
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    put.once('response', resolve).once('error', reject),
  );
  try {
    // A store that refuses may answer and hang up before it has read everything; its answer counts then, not our broken pipe.
    const sent = pipeline(createReadStream(file.path, { end: file.sizeBytes - 1 }), put);
    const response = await Promise.race([answered, sent.then(() => answered)]);
    sent.catch(() => undefined);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) {
      await sent;
      response.resume();
      return;
    }
    throw new UploadFailedError(`the object store answered ${status}: ${await readStart(response)}`);
  } catch (error) {
    put.destroy();
    if (error instanceof UploadFailedError) throw error;
    throw new UploadFailedError(`the upload to ${url.host} failed: ${(error as Error).message}`, { cause: error });
  }
}

async function readStart(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const bytes of response) {
    text += String(bytes);
    if (text.length > ANSWER_BYTES_MAX) break;
  }
  return text.slice(0, ANSWER_BYTES_MAX).replaceAll(/\s+/g, ' ').trim();
}
