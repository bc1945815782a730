import { WavePlan } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { readWaves } from './read-waves.ts';

describe('readWaves', () => {
  it('reads label, percent, number and rest, with or without a name', async () => {
    const plan = await readWaves({
      waves: 'canary:label:env=canary+tier=web, 10%,two:2',
      bake: '1h30m',
      success: '95%',
    });
    expect(plan).toEqual({
      waves: [
        {
          name: 'canary',
          members: { kind: 'label', labels: { env: 'canary', tier: 'web' } },
          successPercent: 95,
          bakeMinutes: 90,
        },
        { name: '10%', members: { kind: 'percent', percent: 10 }, successPercent: 95, bakeMinutes: 90 },
        { name: 'two', members: { kind: 'count', count: 2 }, successPercent: 95, bakeMinutes: 90 },
        { name: 'rest', members: { kind: 'rest' }, successPercent: 95 },
      ],
    });
    expect(WavePlan.safeParse(plan).success).toBe(true);
  });

  it('checks each wave, also the last, and reads how long a failed one waits', async () => {
    const plan = await readWaves({
      waves: '1,rest',
      healthCheck: 'Web-Answers',
      decideWithin: '90m',
      anyVersions: true,
    });
    expect(plan).toMatchObject({
      waves: [{ healthCheck: { documentName: 'Web-Answers' } }, { healthCheck: { documentName: 'Web-Answers' } }],
      decideHours: 2,
      sameVersions: false,
    });
  });

  it('gives the health check its version and parameters', async () => {
    const check = { healthCheck: 'Web-Answers', healthCheckVersion: 2, healthCheckParameters: ['port=80', 'port=443'] };
    expect(await readWaves({ waves: 'rest', ...check })).toMatchObject({
      waves: [
        { healthCheck: { documentName: 'Web-Answers', documentVersion: 2, parameters: { port: ['80', '443'] } } },
      ],
    });
  });

  it('is nothing without --waves, and then bears none of the options that belong to them', async () => {
    expect(await readWaves({})).toBeUndefined();
    await expect(readWaves({ healthCheck: 'X' })).rejects.toThrow('--health-check is for work in waves');
  });

  it.each([
    [{ waves: 'canary' }, '"canary" is no wave'],
    [{ waves: '0%' }, '"0%" is no wave'],
    [{ waves: 'a:label:env' }, 'is no wave'],
    [{ waves: '10%,10%,rest' }, 'two waves are called "10%": name them apart, as first:10%,second:10%'],
    [{ waves: 'rest,10%' }, 'nobody is left after the rest'],
    [{ waves: '10%,,rest' }, '"" is no wave'],
    [{ waves: '1', bake: '30' }, '--bake "30" is no length such as 4h, 30m'],
    [{ waves: '1', bake: '8d' }, '--bake "8d": give a length of 0 min to 7 d'],
    [{ waves: '1', decideWithin: '0h' }, '--decide-within "0h": give a length of 1 min to 30 d'],
    [{ waves: '1', success: '101%' }, '--success "101%" is no percentage'],
    [{ waves: '1', healthCheckVersion: 2 }, '--health-check-version goes with --health-check'],
    [{ waves: '1', healthCheckParameters: ['a=1'] }, '--health-check-parameters goes with --health-check'],
    [{ waves: '1', healthCheck: 'X', healthCheckParameters: ['a'] }, '--health-check-parameters is not JSON'],
  ])('refuses %o', async (options, message) => {
    await expect(readWaves(options)).rejects.toThrow(message);
  });
});
