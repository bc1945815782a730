import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';
import { hasTerminal, typeAtTerminal } from './harness/type-at-terminal.ts';

if (!hasTerminal) console.log('skipped: a question at a terminal needs script(1)');

// A server without any agent: whatever these jobs say, there is no machine that they could change.
let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
}, 120_000);
afterAll(() => house?.[Symbol.asyncDispose]());

const place = () => ({ env: { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url } });
const rustine = (...args: string[]) => npxRustine(args, place());

const atTerminal = (keys: string, ...args: string[]) =>
  typeAtTerminal(`npx --no rustine ${args.join(' ')}`, { prompt: '[y/N]', keys, place: place() });

async function told(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return `${stdout}${stderr}`;
}

describe('a job from the command line', { timeout: 180_000 }, () => {
  it('is made, told in plain words, changed, skipped, paused and deleted', async () => {
    const zone = ['--zone', 'Europe/Paris'];
    const daily = ['--every', 'day', '--start', '2050-03-25 02:30', ...zone];
    await told('window', 'create', 'nights', ...daily, '--duration', '4h', '--targets', 'all');
    const asked = ['--window', 'nights', '--waves', '1,rest', '--power', 'wake', '--reboot-window', 'nights'];
    const made = await told('job', 'create', 'patches', '--update', 'security', '--targets', 'all', ...daily, ...asked);
    expect(made).toMatch(/^job-\S+\nThe job patches is ACTIVE; next run: 2050-03-25 02:30 \+01:00/);
    const shown = await told('job', 'show', 'patches');
    expect(shown).toContain('install updates of type security');
    expect(shown).toContain('starts only while open: nights');
    expect(shown).toContain('where it is needed, in nights');
    const forecast = await told('job', 'forecast', 'patches');
    expect(forecast).toContain('nobody is among its targets');
    expect(forecast).not.toContain('no window');
    await told('job', 'update', 'patches', '--no-waves', '--missed', 'skip', '--reboot', 'always');
    const changed = JSON.parse(await told('job', 'show', 'patches', '-o', 'json')) as object;
    expect(changed).toMatchObject({
      revision: 2,
      waves: null,
      missed: { kind: 'skip' },
      reboot: { option: 'ALWAYS', windowIds: [expect.stringMatching(/^mw-/)] },
    });
    expect(await told('job', 'skip', 'patches')).toContain('which is skipped');
    expect(await told('job', 'unskip', 'patches')).not.toContain('skipped');
    expect(await told('job', 'pause', 'patches')).toContain('PAUSED; next run: none, it is paused');
    expect(await told('job', 'resume', 'patches')).toContain('ACTIVE');
    expect(await told('job', 'list', '-o', 'csv')).toContain('patches,root,ACTIVE');
    const deleted = await told('job', 'delete', 'patches');
    const [id = ''] = /job-\S+/.exec(deleted) ?? [];
    expect(await told('job', 'history', id)).toBe('It has had no execution yet.\n');
    expect(await rustine('job', 'show', 'patches')).toMatchObject({ code: 3 });
  });

  it('shows what is to come, and what the change of the clock moves', async () => {
    const year = new Date().getUTCFullYear() + 1;
    // The hour from two to three is skipped in New York on the second Sunday of March.
    const schedule = ['--rrule', 'FREQ=YEARLY;BYMONTH=3;BYDAY=2SU', '--start', `${year}-01-01 02:30`];
    const zone = ['--zone', 'America/New_York'];
    await told('job', 'create', 'early', '--update-all', '--targets', 'all', ...schedule, ...zone);
    const rows = await told('job', 'upcoming', 'early', '--until', `${year}-03-20`, '-o', 'csv');
    expect(rows).toMatch(new RegExp(`${year}-03-\\d\\dT03:30:00,-240,America/New_York,job-\\S+,early,SCHEDULED,GAP,`));
    expect(await told('job', 'calendar-link')).toMatch(/^http\S+\.ics\n/);
  });

  it('that cannot be made is refused by the name of the option', async () => {
    const base = ['job', 'create', 'x', '--targets', 'all'];
    for (const [args, message] of [
      [['--update-all', '--at', '2020-01-01'], '--at: the job would never run'],
      [['--install', 'a b', '--every', 'day'], '--install: a package as name'],
      [['--update-all', '--every', 'day', '--max-concurrency', '0'], '--max-concurrency: '],
    ] as const) {
      expect(await rustine(...base, ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    }
  });

  it('that is run now where there is nobody leaves a failed work request that says so', async () => {
    const make = ['job', 'create', 'looks', '--document', 'Rustine-CollectInventory', '--targets', 'all'];
    await told(...make, '--at', '2050-01-01 10:00');
    const ran = await rustine('job', 'run', 'looks', '--wait');
    expect(ran.code, ran.stderr).toBe(1);
    expect(await told('job', 'history', 'looks', '-o', 'csv')).toMatch(/RUN_NOW,STARTED,wr-\S+,FAILED,/);
  });

  it.skipIf(!hasTerminal)('that is run at a terminal says whom it touches, and starts only after a yes', async () => {
    await told('job', 'create', 'asks', '--update-all', '--targets', 'all', '--at', '2050-01-01', '--reboot', 'never');
    const question = 'The job asks is about to install all updates on 0 instances. Restarts: never. Go on? [y/N]';
    for (const [keys, code] of [
      ['n\r', 5],
      ['\r', 5],
      ['\u0004', 5],
      ['\u0003', 130],
    ] as const) {
      const refused = await atTerminal(keys, 'job', 'run', 'asks');
      expect(refused.shown).toContain(question);
      expect(refused.code, refused.shown).toBe(code);
    }
    expect(await told('job', 'history', 'asks')).toBe('It has had no execution yet.\n');
    expect((await atTerminal('y\r', 'job', 'run', 'asks')).shown).toMatch(/^wr-\S+/m);
    expect((await atTerminal('', 'job', 'run', 'asks', '--yes')).shown).toMatch(/^wr-/);
    expect((await told('job', 'history', 'asks', '-o', 'csv')).match(/RUN_NOW,STARTED/g)).toHaveLength(2);
  });
});
