import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { getReportContent, unwrap } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { clientFor, readToken } from '../../connect.ts';
import { exitCodes } from '../../exit-codes.ts';

/** Streams the CSV, so that a report of any size fits; a file gets its name only once it is whole. */
export async function downloadReport(
  context: CommandContext,
  reportId: string,
  options: { file?: string },
): Promise<void> {
  const { url } = await context.connection();
  const client = clientFor(url, context.config.token ?? (await readToken(context.config.dataDir)), { timeoutMs: null });
  const body: unknown = await unwrap(getReportContent({ client, path: { reportId }, parseAs: 'stream' }));
  if (!(body instanceof ReadableStream)) throw new CliError('The server gave no content.', exitCodes.FAILED);
  // The DOM's type and Node's name the same object; TypeScript takes them for two.
  const content = Readable.from(body as AsyncIterable<Uint8Array>);
  if (options.file === undefined) {
    await pipeline(content, lastingWritable(context));
    return;
  }
  const partial = `${options.file}.part`;
  try {
    await pipeline(content, createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, options.file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new CliError(`${partial} is there already: remove it, or wait for the other download.`, exitCodes.FAILED, {
        cause: error,
      });
    }
    await rm(partial, { force: true });
    throw error;
  }
}

/** The terminal's stream outlives the download, so ending the one must not end the other. */
function lastingWritable(context: CommandContext): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => void context.stdout.write(chunk, done),
  });
}
