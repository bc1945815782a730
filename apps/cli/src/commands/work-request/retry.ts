import { randomUUID } from 'node:crypto';
import { RetryWorkRequest } from '@rustine/contract';
import { retryWorkRequest, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { nameOptions, planOption } from '../../name-options.ts';
import { oneOf } from '../../one-of.ts';
import { finishRun } from '../run/finish-run.ts';

export interface RetryOptions {
  readonly states?: readonly string[] | undefined;
  /** False: without the waves of what is repeated. */
  readonly waves: boolean;
  readonly overrideFreeze?: string | undefined;
  readonly wait?: boolean | undefined;
  readonly timeout?: number | undefined;
  readonly output: 'text' | 'json';
}

const retried = RetryWorkRequest.shape.states.unwrap().element.options;

export async function retryWork(
  context: CommandContext,
  workRequestId: string,
  options: RetryOptions,
): Promise<number> {
  const given = options.states?.flatMap((text) => text.split(',')).filter((state) => state !== '');
  const states = given?.map((state) => oneOf('--states', state, retried));
  const { client } = await context.connection();
  const { overrideFreeze } = options;
  const body = {
    idempotencyKey: randomUUID(),
    ...(states !== undefined && { states }),
    ...(!options.waves && { waves: 'NONE' as const }),
    ...(overrideFreeze !== undefined && { overrideFreeze: { reason: overrideFreeze } }),
  };
  const ask = () => unwrap(retryWorkRequest({ client, path: { workRequestId }, body }));
  const work = await nameOptions(planOption, ask);
  if (options.wait === true) return finishRun(context, work, options);
  context.stdout.write(options.output === 'json' ? `${JSON.stringify(work, null, 2)}\n` : `${work.id}\n`);
  return exitCodes.OK;
}
