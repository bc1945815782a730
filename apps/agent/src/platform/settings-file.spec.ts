import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSettings, parseSettings } from './settings-file.ts';

const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/);
const value = fc.string({ unit: 'grapheme-ascii' }).map((text) => text.trim());

describe('the settings of the service', () => {
  it('are read back as they were written, whatever is in them', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value), (settings) => {
        expect(parseSettings(changeSettings(null, settings))).toEqual(settings);
      }),
    );
  });

  it('keep the operator’s lines, comments and order when some change', () => {
    const before = '# mine\nRUSTINE_URL=http://old\n\nTZ=UTC\nHTTPS_PROXY="http://p"\n';
    expect(changeSettings(before, { RUSTINE_URL: 'http://new', HTTPS_PROXY: null, NO_PROXY: 'a b' })).toBe(
      '# mine\nRUSTINE_URL="http://new"\n\nTZ=UTC\nNO_PROXY="a b"\n',
    );
    expect(changeSettings(before, {})).toBe(before);
  });

  it('take no second line by way of a value', () => {
    expect(() => changeSettings(null, { RUSTINE_URL: 'http://x\nLD_PRELOAD=/tmp/x.so' })).toThrow(RangeError);
  });

  it('are what a shell that reads the same quoting sees', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-settings-'));
    try {
      const text = String.raw`a "b" $HOME \ c` + '`id`';
      writeFileSync(join(folder, 'agent.env'), changeSettings(null, { X: text }));
      const said = execFileSync('/bin/sh', ['-c', '. ./agent.env; printf %s "$X"'], { cwd: folder, encoding: 'utf8' });
      expect(said).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(existsSync(folder)).toBe(false);
  });
});
