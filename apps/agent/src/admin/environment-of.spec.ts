import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { readArguments } from '../read-arguments.ts';
import { chooseSettings } from './choose-settings.ts';
import { environmentOf, isElsewhere } from './environment-of.ts';

const settingsOf = (argv: string[], env: Record<string, string>) =>
  chooseSettings(
    readConfig({
      RUSTINE_AGENT_STATE_DIR: '/var/lib/rustine-agent',
      ...env,
      ...environmentOf(readArguments(argv)),
    }),
  );

describe('what an installation keeps as settings', () => {
  it('comes from its options first, then from the environment', () => {
    const argv = ['install', '--server', 'https://s/', '--proxy', 'p:3128', '--ca-file', '/ca.pem'];
    expect(settingsOf(argv, { RUSTINE_URL: 'https://old', HTTPS_PROXY: 'http://old', NO_PROXY: 'a' })).toEqual({
      RUSTINE_URL: 'https://s',
      RUSTINE_CA_FILE: '/ca.pem',
      HTTPS_PROXY: 'http://p:3128',
      HTTP_PROXY: 'http://p:3128',
      NO_PROXY: 'a',
    });
    expect(settingsOf(['install'], { RUSTINE_URL: 'https://s' })).toEqual({ RUSTINE_URL: 'https://s' });
  });

  it('names a state directory only when it is not the unit’s', () => {
    expect(settingsOf(['install'], { RUSTINE_AGENT_STATE_DIR: '/srv/agent' })).toEqual({
      RUSTINE_AGENT_STATE_DIR: '/srv/agent',
    });
  });

  it('is not this machine’s when it is for an image', () => {
    expect(isElsewhere(readArguments(['install', '--root', '/mnt']))).toBe(true);
    expect(isElsewhere(readArguments(['install']))).toBe(false);
    expect(isElsewhere(readArguments(['uninstall', '--root', '/mnt']))).toBe(true);
  });

  it('is refused when an option is no address', () => {
    expect(() => settingsOf(['install', '--server', 'patch.example.com'], {})).toThrow(/RUSTINE_URL/);
  });
});
