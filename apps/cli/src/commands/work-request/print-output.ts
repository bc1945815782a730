import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoderStream } from 'node:stream/web';
import { getInvocation, getStepOutput, getWorkRequest, unwrap, type RustineClient } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { clientFor, readToken } from '../../connect.ts';
import { exitCodes } from '../../exit-codes.ts';
import { plain } from '../../output/plain.ts';

export interface PrintOutputOptions {
  readonly step: string;
  readonly stream: 'stdout' | 'stderr';
  /** Id or name; needed only where the work request has several. */
  readonly instance?: string;
}

/** Prints all that one step wrote, as it comes; byte for byte, save that a terminal gets no control characters of it. */
export async function printStepOutput(
  context: CommandContext,
  workRequestId: string,
  { step, stream, instance }: PrintOutputOptions,
): Promise<void> {
  const { url } = await context.connection();
  const client = clientFor(url, context.config.token ?? (await readToken(context.config.dataDir)), { timeoutMs: null });
  const invocationId = await chooseInvocation(client, workRequestId, instance);
  const { steps } = await unwrap(getInvocation({ client, path: { invocationId } }));
  const found = steps.find(({ name }) => name === step);
  if (found === undefined) {
    const names = steps.map(({ name }) => name).join(', ');
    throw new CliError(`There is no step ${step}; there are: ${names}`, exitCodes.NOT_FOUND);
  }
  const query = { step, stream };
  const body: unknown = await unwrap(getStepOutput({ client, path: { invocationId }, query, parseAs: 'stream' }));
  if (!(body instanceof ReadableStream)) throw new CliError('The server gave no content.', exitCodes.FAILED);
  const written = await write(context, body as ReadableStream<Uint8Array>);
  const missing = found[stream].totalBytes - written;
  if (missing > 0) context.stderr.write(`${missing} more bytes were not kept; their last part is in the log.\n`);
}

async function chooseInvocation(
  client: RustineClient,
  workRequestId: string,
  instance: string | undefined,
): Promise<string> {
  const { invocations } = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
  const wanted = invocations.filter(
    ({ instanceId, instanceName }) => instance === undefined || instanceId === instance || instanceName === instance,
  );
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only.id;
  const names = invocations
    .slice(0, 20)
    .map(({ instanceName }) => plain(instanceName))
    .join(', ');
  const why = only === undefined ? `It did not run on ${instance}` : 'It ran on several instances';
  throw new CliError(
    `${why}: name one with --instance. It ran on ${names}.`,
    only === undefined ? exitCodes.NOT_FOUND : exitCodes.USAGE,
  );
}

/** Answers how many bytes came. */
async function write(context: CommandContext, body: ReadableStream<Uint8Array>): Promise<number> {
  let bytes = 0;
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        controller.enqueue(chunk);
      },
    }),
  );
  const isTerminal = context.stdout.isTTY === true;
  const shown: unknown = isTerminal ? counted.pipeThrough(new TextDecoderStream() as never) : counted;
  // The terminal's stream outlives the output, so ending the one must not end the other.
  const target = new Writable({
    decodeStrings: false,
    write: (chunk: Buffer | string, _encoding, done) =>
      void context.stdout.write(typeof chunk === 'string' ? plain(chunk) : chunk, done),
  });
  await pipeline(Readable.from(shown as AsyncIterable<Uint8Array | string>), target);
  return bytes;
}
