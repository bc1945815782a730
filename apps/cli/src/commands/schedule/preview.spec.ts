import { expect, it } from 'vitest';
import type { CommandContext } from '../../command-context.ts';
import { runProgram } from '../../program.ts';

async function preview(...args: string[]) {
  let stdout = '';
  const stream = { write: (text: string | Uint8Array) => ((stdout += String(text)), true) };
  const context: CommandContext = {
    config: {} as CommandContext['config'],
    stdout: stream,
    stderr: stream,
    connection: () => Promise.reject(new Error('a preview asks no server')),
  };
  const exitCode = await runProgram(context, ['schedule', 'preview', ...args]);
  return { stdout, exitCode };
}

const nightly = ['--every', 'day', '--start', '2006-01-01 02:30', '--zone', 'Europe/Paris'];

it('shows the next runs with offset, UTC and weekday, marks what the clock moves, and states the rules', async () => {
  expect(await preview(...nightly, '--after', '2026-03-28T12:00:00Z', '--count', '2')).toEqual({
    exitCode: 0,
    stdout: `Every day at 02:30 (Europe/Paris)

DAY  LOCAL TIME        OFFSET  UTC               NOTE
Sun  2026-03-29 03:30  +02:00  2026-03-29 01:30  GAP: moved from 02:30, which is skipped
Mon  2026-03-30 02:30  +02:00  2026-03-30 00:30

GAP      a time that the clock skips is moved forward by as much as it skips
OVERLAP  a time that comes twice runs once, at the first
`,
  });
});

it('says when no run comes any more', async () => {
  const { stdout } = await preview('--at', '2026-12-08 22:00', '--after', '2026-12-01');
  expect(stdout).toContain('Once, on 2026-12-08 at 22:00 (UTC)');
  expect(stdout).toContain('No run comes after these.');
  expect((await preview('--at', '2026-12-08 22:00', '--after', '2026-12-09')).stdout).toContain(
    'It does not run any more.',
  );
});

it('takes no day that no month has for one of the next month', async () => {
  await expect(preview(...nightly, '--after', '2026-02-30')).rejects.toThrow('--after "2026-02-30" is neither a day');
});

it('prints JSON as the API answers it, and CSV for a spreadsheet', async () => {
  const args = [...nightly, '--after', '2026-10-24T12:00:00Z', '--count', '1'];
  expect(JSON.parse((await preview(...args, '--output', 'json')).stdout)).toMatchObject({
    rrule: 'FREQ=DAILY',
    ends: false,
    occurrences: [
      {
        at: '2026-10-25T00:30:00.000Z',
        local: '2026-10-25T02:30:00',
        offset: '+02:00',
        moved: {
          rule: 'OVERLAP',
          asked: '2026-10-25T02:30:00',
          words: '02:30 comes twice that day: it runs once, at the first',
        },
      },
    ],
  });
  expect((await preview(...args, '--output', 'csv')).stdout.split(/\r?\n/)).toEqual([
    'at,local,offset_minutes,weekday,moved_by,asked',
    '2026-10-25T00:30:00.000Z,2026-10-25T02:30:00,120,Sun,OVERLAP,2026-10-25T02:30:00',
    '',
  ]);
});
