import type { WavePlan, WorkWave } from '@rustine/contract';
import { sql } from 'kysely';
import { runOn, type Run, type RunSpec, type Standing } from './run-on.ts';
import type { TestBed } from './test-bed.ts';

type WaveSpec = Omit<WavePlan['waves'][number], 'successPercent' | 'bakeMinutes'> &
  Partial<Pick<WavePlan['waves'][number], 'successPercent' | 'bakeMinutes'>>;

/** A plan as the contract's defaults make it. */
export function planOf(waves: readonly WaveSpec[], more: Partial<Omit<WavePlan, 'waves'>> = {}): WavePlan {
  const filled = waves.map((wave) => ({ successPercent: 100, bakeMinutes: 0, ...wave }));
  return { sameVersions: true, decideHours: 72, ...more, waves: filled };
}

export const canary = { name: 'canary', members: { kind: 'count', count: 1 } } as const;
export const rest = { name: 'rest', members: { kind: 'rest' } } as const;

/** Work in waves, and what their instances do. */
export async function runInWaves(bed: TestBed, { waves, ...spec }: RunSpec & { readonly waves: WavePlan }) {
  return watchWaves(bed, await runOn(bed, { maxConcurrency: '100%', waves, ...spec }));
}

export function watchWaves(bed: TestBed, run: Run) {
  const detail = () => bed.work.handlers.getWorkRequest({ params: { workRequestId: run.workRequestId } } as never);
  const inWave = async (name: string): Promise<Standing[]> => {
    const { rows } = await sql<{ id: string }>`
      select i.id from invocations i join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave
      where v.work_request_id = ${run.workRequestId}::text and v.name = ${name}::text`.execute(bed.db);
    const ids = new Set(rows.map(({ id }) => id));
    return (await run.standing()).filter(({ id }) => ids.has(id));
  };
  return {
    ...run,
    detail,
    inWave,
    waves: async (): Promise<Record<string, WorkWave['state']>> =>
      Object.fromEntries((await detail()).waves.map(({ name, state }) => [name, state])),
    /** All of a wave that are released end so. */
    async end(name: string, state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'): Promise<void> {
      for (let turn = 0; turn < 20; turn += 1) {
        const open = (await inWave(name)).filter((each) => each.released && each.state === 'PENDING');
        for (const each of open) {
          await run.accept(each);
          await run.finish(each, state);
        }
        await run.dispatch();
        if (open.length === 0) return;
      }
    },
  };
}
