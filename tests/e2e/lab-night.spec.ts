import { whyNoMachines } from '@rustine/testkit/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab } from '../../tools/lab/open-lab.ts';
import { playNight, type JudgedNight } from '../../tools/lab/night/play-night.ts';
import { castNight } from '../../tools/lab/night/roles.ts';

const missing = whyNoMachines();
if (missing !== undefined) console.log(`skipped: no patch night is played with real machines: ${missing}`);

let lab: Lab;
let judged: JudgedNight;
const told: string[] = [];

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await openLab(() => undefined);
  const watch = { phase: () => undefined, line: (text: string) => void told.push(text), prepared: () => undefined };
  judged = await playNight(lab, castNight(3), watch);
}, 600_000);

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

describe.skipIf(missing !== undefined)('a patch night with real machines', () => {
  it('is told as the machines tell it', () => {
    expect(judged.machines.map(({ entry, faults }) => [entry.machine.role, faults])).toEqual([
      ['CANARY', []],
      ['SLEEPER', []],
      ['REFUSER', []],
    ]);
    expect(judged.faults).toEqual([]);
  });

  it('wakes who is off, switches it off again, and touches nobody else', () => {
    expect(told.filter((line) => line.includes('is told to'))).toEqual([
      // By hand, before the night.
      'night-2 is told to stop',
      'night-2 is told to start',
      'night-2 is told to stop',
    ]);
  });

  it('fails where a machine refuses, and says why', () => {
    const refuser = judged.machines.find(({ entry }) => entry.machine.role === 'REFUSER')!;
    expect(refuser.entry.account.invocation).toMatchObject({
      state: 'FAILED',
      reason: expect.stringContaining('change control refuses this change'),
    });
    expect(judged.seen.work.state).toBe('FAILED');
  });
});
