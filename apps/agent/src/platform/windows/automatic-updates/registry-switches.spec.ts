import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRegistrySwitches, parseValue } from './registry-switches.ts';

/** A stand-in for reg.exe that keeps each value in a file; no machine here has the real one. */
const STAND_IN = `cd "$(dirname "$0")"; echo "$@" >>calls
case $1 in
  query) [ -e "$4" ] || { echo 'ERROR: The system was unable to find the specified registry key or value.' >&2; exit 1; }
    printf '\\r\\n%s\\r\\n    %s    %s    %s\\r\\n\\r\\n' "HKEY_LOCAL_MACHINE\\\\SOFTWARE" "$4" "$(cut -d' ' -f1 "$4")" "$(cut -d' ' -f2 "$4")" ;;
  add) echo "$6 $8" >"$4" ;;
  delete) [ ! -e locked ] || { echo 'ERROR: Access is denied.' >&2; exit 1; }; rm "$4" ;;
esac`;

let system: string;

beforeEach(() => {
  system = mkdtempSync(join(tmpdir(), 'rustine-registry-'));
  writeFileSync(join(system, 'reg.exe'), `#!/bin/sh\n${STAND_IN}\n`);
  chmodSync(join(system, 'reg.exe'), 0o755);
});
afterEach(() => rmSync(system, { recursive: true, force: true }));

describe('the policy of Windows Update', () => {
  it('is read, set and put back value by value', async () => {
    writeFileSync(join(system, 'AUOptions'), 'REG_DWORD 0x4\n');
    const policy = openRegistrySwitches({ system });
    const found = [
      { key: 'policy NoAutoUpdate', value: null, off: 'REG_DWORD 0x1' },
      { key: 'policy AUOptions', value: 'REG_DWORD 0x4', off: 'REG_DWORD 0x2' },
    ];
    expect((await policy.read()).readings).toEqual(found);
    for (const each of found) await policy.set(each.key, each.off);
    expect((await policy.read()).readings.map(({ value }) => value)).toEqual(['REG_DWORD 0x1', 'REG_DWORD 0x2']);
    for (const each of found) await policy.set(each.key, each.value);
    expect((await policy.read()).readings).toEqual(found);
    const key = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU`;
    const calls = readFileSync(join(system, 'calls'), 'utf8').split('\n');
    expect(calls).toContain(`add ${key} /v NoAutoUpdate /t REG_DWORD /d 0x1 /f`);
    expect(calls).toContain(`delete ${key} /v NoAutoUpdate /f`);
  });

  it('says what reg.exe said when it may not be changed, or is not there', async () => {
    writeFileSync(join(system, 'locked'), '');
    await expect(openRegistrySwitches({ system }).set('policy AUOptions', null)).rejects.toThrow('Access is denied');
    rmSync(join(system, 'reg.exe'));
    await expect(openRegistrySwitches({ system }).read()).rejects.toThrow('reg.exe does not answer');
  });

  it.each([
    ['    NoAutoUpdate    REG_DWORD    0x0', 'REG_DWORD 0x0'],
    ['    noautoupdate    REG_SZ    a b', 'REG_SZ a b'],
    ['    Other    REG_DWORD    0x0', null],
    ['End of search: 0 match(es) found.', null],
  ])('reads %j as %j', (line, value) => {
    expect(parseValue(`\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\r\n${line}\r\n\r\n`, 'NoAutoUpdate')).toBe(value);
  });
});
