import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTaskState } from './task-tools.ts';
import { createTaskScheduler } from './task-scheduler.ts';

/**
 * Stand-ins for schtasks.exe, icacls.exe and powershell.exe: they write down how they were called, and keep in a file
 * whether the task is registered and runs. No machine here has the real ones.
 */
const standIns = {
  'schtasks.exe': `case $1 in
  /Create) cp "$5" registered; echo Ready >state ;;
  /Delete) [ -e state ] || exit 1; rm state ;;
  /Run) echo Running >state ;;
  /End) [ ! -e state ] || echo Ready >state ;;
esac`,
  'icacls.exe': ':',
  'WindowsPowerShell/v1.0/powershell.exe': `[ -e state ] || { echo '{}'; exit; }
printf '{"state":"%s","enabled":true,"lastResult":"0"}' "$(cat state)"`,
};

let folder: string;
let standInFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-task-'));
  standInFolder = join(folder, 'System32');
  for (const [name, body] of Object.entries(standIns)) {
    const path = join(standInFolder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\ncd '${folder}'\nprintf '%s ' "\${0##*/}" "$@" >>calls; echo >>calls\n${body}\n`);
    chmodSync(path, 0o755);
  }
  writeFileSync(join(folder, 'new-agent'), 'version one');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  createTaskScheduler({
    programFiles: join(folder, 'Program Files'),
    programData: join(folder, 'ProgramData'),
    system: standInFolder,
  });
const order = () => ({
  binary: join(folder, 'new-agent'),
  prefix: '/',
  root: null,
  settings: { RUSTINE_URL: 'https://rustine.example' },
  token: null,
});
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').split('\n');
const home = () => join(folder, 'ProgramData', 'Rustine');

describe('the agent as a task of Windows', () => {
  test('is put in place, shut off from ordinary users, registered and started', async () => {
    const { started, written } = await open().install(order());
    expect(started).toBe(true);
    expect(written).toContain(join(home(), 'agent.env'));
    expect(readFileSync(join(folder, 'Program Files/Rustine/rustine-agent.exe'), 'utf8')).toBe('version one');
    expect(calls()).toContain(
      `icacls.exe ${home()} /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F `,
    );
    expect(await open().state()).toMatchObject({ installed: true, running: true, enabled: true });
    expect(open().readSettings()).toEqual({
      RUSTINE_URL: 'https://rustine.example',
      RUSTINE_LOG_FILE: join(home(), 'agent.log'),
    });
    const registered = readFileSync(join(folder, 'registered'), 'utf16le');
    expect(registered).toMatch(/^\uFEFF<\?xml version="1.0" encoding="UTF-16"\?>/);
    expect(registered).toContain(`<Command>${join(folder, 'Program Files/Rustine/rustine-agent.exe')}</Command>`);
    expect(registered).toContain('<UserId>S-1-5-18</UserId>');
    expect(registered).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>');
  });

  test('is left alone by a second installation of the same', async () => {
    await open().install(order());
    expect(await open().install(order())).toEqual({ written: [], started: false });
  });

  test('is ended before its program is replaced, and started again', async () => {
    await open().install(order());
    writeFileSync(join(folder, 'new-agent'), 'version two');
    const before = calls().length;
    expect((await open().install(order())).started).toBe(true);
    const since = calls().slice(before - 1);
    expect(since.findIndex((call) => call.includes('/End'))).toBeLessThan(
      since.findIndex((call) => call.includes('/Run')),
    );
    expect(readFileSync(join(folder, 'Program Files/Rustine/rustine-agent.exe'), 'utf8')).toBe('version two');
  });

  test('leaves nothing but its identity behind, and with purge not that', async () => {
    const stateDir = join(home(), 'Agent');
    await open().install(order());
    mkdirSync(stateDir);
    writeFileSync(join(stateDir, 'agent-key.json'), '{}');
    const refused = async () => {
      throw new Error('not yet');
    };
    await expect(open().uninstall({ root: null, purge: true, beforeRemoval: refused, stateDir })).rejects.toThrow(
      /not yet/,
    );
    expect(await open().state()).toMatchObject({ installed: true, running: false });
    const beforeRemoval = async () => undefined;
    await open().uninstall({ root: null, purge: false, stateDir, beforeRemoval });
    expect(existsSync(join(folder, 'Program Files/Rustine'))).toBe(false);
    expect(await open().state()).toMatchObject({ installed: false });
    expect(existsSync(stateDir)).toBe(true);
    await open().uninstall({ root: null, purge: true, stateDir, beforeRemoval });
    expect(existsSync(stateDir)).toBe(false);
    expect(existsSync(join(home(), 'agent.env'))).toBe(false);
  });

  test('is not installed into the files of another system', async () => {
    await expect(open().install({ ...order(), root: '/mnt' })).rejects.toThrow(/running system only/);
  });

  test('a refusal of Windows is told in its words', async () => {
    writeFileSync(join(standInFolder, 'schtasks.exe'), '#!/bin/sh\necho "ERROR: Access is denied." >&2; exit 1\n');
    await expect(open().install(order())).rejects.toThrow(/Access is denied.*administrator/);
  });
});

test('the result of a task that ended badly is told', () => {
  expect(readTaskState('{"state":"Ready","enabled":true,"lastResult":"5"}').words).toBe('ready, last result: 5');
  expect(readTaskState('{"state":"Ready","enabled":true,"lastResult":"267011"}').words).toBe('ready');
});
