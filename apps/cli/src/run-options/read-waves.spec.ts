import { WavePlan } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { readWaves } from './read-waves.ts';

describe('readWaves', () => {
  it('reads label, percent, number and rest, with or without a name', () => {
    const plan = readWaves({ waves: 'canary:label:env=canary+tier=web, 10%,two:2', bake: '30m', success: '95%' });
    expect(plan).toEqual({
      waves: [
        {
          name: 'canary',
          members: { kind: 'label', labels: { env: 'canary', tier: 'web' } },
          successPercent: 95,
          bakeMinutes: 30,
        },
        { name: '10%', members: { kind: 'percent', percent: 10 }, successPercent: 95, bakeMinutes: 30 },
        { name: 'two', members: { kind: 'count', count: 2 }, successPercent: 95, bakeMinutes: 30 },
        { name: 'rest', members: { kind: 'rest' }, successPercent: 95 },
      ],
    });
    expect(WavePlan.safeParse(plan).success).toBe(true);
  });

  it('checks each wave, also the last, and reads how long a failed one waits', () => {
    const plan = readWaves({ waves: '1,rest', healthCheck: 'Web-Answers', decideWithin: '90m', anyVersions: true });
    expect(plan).toMatchObject({
      waves: [{ healthCheck: { documentName: 'Web-Answers' } }, { healthCheck: { documentName: 'Web-Answers' } }],
      decideHours: 2,
      sameVersions: false,
    });
  });

  it('is nothing without --waves, and then bears none of the options that belong to them', () => {
    expect(readWaves({})).toBeUndefined();
    expect(() => readWaves({ healthCheck: 'X' })).toThrow('--health-check is for work in waves');
  });

  it.each([
    [{ waves: 'canary' }, '"canary" is no wave'],
    [{ waves: '0%' }, '"0%" is no wave'],
    [{ waves: 'a:label:env' }, 'is no wave'],
    [{ waves: '10%,,rest' }, '"" is no wave'],
    [{ waves: '1', bake: '30' }, '--bake "30" is no time, such as 30m'],
    [{ waves: '1', success: '101%' }, '--success "101%" is no percentage'],
  ])('refuses %o', (options, message) => {
    expect(() => readWaves(options)).toThrow(message);
  });
});
