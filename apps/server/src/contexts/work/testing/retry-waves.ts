import type { RetryWorkRequest } from '@rustine/contract';
import { watchWaves } from './run-in-waves.ts';
import { watchRun } from './run-on.ts';
import type { TestBed } from './test-bed.ts';

export type Waves = ReturnType<typeof watchWaves>;

export const unhappy = ['FAILED', 'TIMED_OUT', 'SKIPPED'] as const;

/** Retries as the contract's defaults do. */
export async function retryWaves(
  bed: TestBed,
  { workRequestId, instanceIds }: Waves,
  body: Partial<RetryWorkRequest> = {},
): Promise<Waves> {
  const { id } = await bed.work.handlers.retryWorkRequest({
    params: { workRequestId },
    body: { states: unhappy, waves: 'KEEP', ...body },
    principal: { name: 'grace' },
  } as never);
  return watchWaves(bed, watchRun(bed, { workRequestId: id, instanceIds }));
}

export const idsIn = async (run: Waves, name: string) => (await run.inWave(name)).map(({ instanceId }) => instanceId);

/** Ends those of a wave whose turn came, one after another, as told. */
export async function endOneByOne(
  run: Waves,
  name: string,
  states: readonly ('SUCCEEDED' | 'FAILED')[],
): Promise<void> {
  for (const state of states) {
    const next = (await run.inWave(name)).find((each) => each.released && each.state === 'PENDING');
    await run.accept(next!);
    await run.finish(next!, state);
    await run.dispatch();
  }
}
