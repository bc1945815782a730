import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('the configuration', () => {
  it('names the variable that is wrong', () => {
    expect(() => readConfig({ RUSTINE_URL: 'ftp://x' })).toThrow(/RUSTINE_URL/);
    expect(() => readConfig({ RUSTINE_AGENT_STATE_DIR: 'relative' })).toThrow(ConfigError);
    expect(() => readConfig({ RUSTINE_AGENT_CONCURRENCY: '0' })).toThrow(/RUSTINE_AGENT_CONCURRENCY/);
  });

  it('takes an empty variable for none and cuts the slash at the end of the address', () => {
    expect(readConfig({ RUSTINE_URL: '', RUSTINE_ENROLLMENT_TOKEN: '' })).toMatchObject({
      serverUrl: null,
      enrollmentToken: null,
    });
    expect(readConfig({ RUSTINE_URL: 'https://patch.example/' }).serverUrl).toBe('https://patch.example');
  });

  it('hands scripts no secret, a home, and the folders of system tools', () => {
    const { scriptEnvironment } = readConfig({
      PATH: '/opt/bin:/usr/bin',
      LC_ALL: 'C',
      RUSTINE_ENROLLMENT_TOKEN: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      https_proxy: 'http://proxy:3128',
      APT_CONFIG: '/etc/apt/other.conf',
    });
    expect(JSON.stringify(scriptEnvironment)).not.toContain('secret');
    expect(scriptEnvironment).toMatchObject({
      LC_ALL: 'C',
      https_proxy: 'http://proxy:3128',
      APT_CONFIG: '/etc/apt/other.conf',
      HOME: expect.stringMatching(/.+/),
    });
    expect(scriptEnvironment['PATH']).toBe('/opt/bin:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/bin');
  });
});

describe('the reboot command', () => {
  it("is an argv with an absolute program, or the platform's own", () => {
    expect(readConfig({}).rebootCommand).toBeNull();
    const command = ['/usr/local/sbin/reboot-vm', '--soft', 'a b; c'];
    expect(readConfig({ RUSTINE_REBOOT_COMMAND: JSON.stringify(command) }).rebootCommand).toEqual(command);
  });

  it.each(['shutdown -r now', '"/sbin/reboot"', '["reboot"]', '[]', '["/sbin/reboot", 1]', '{"0": "/sbin/reboot"}'])(
    'is refused as %s',
    (given) => {
      expect(() => readConfig({ RUSTINE_REBOOT_COMMAND: given })).toThrow(
        /RUSTINE_REBOOT_COMMAND: must be a JSON list/,
      );
    },
  );
});

describe('the proxy', () => {
  it('is taken from the variables that curl and apt know, the lower-case ones first', () => {
    expect(
      readConfig({ HTTPS_PROXY: 'http://a:1', https_proxy: 'b:2', HTTP_PROXY: 'http://c', no_proxy: 'x' }).proxy,
    ).toEqual({
      http: 'http://c',
      https: 'http://b:2',
      exempt: 'x',
    });
    expect(readConfig({}).proxy).toEqual({ http: null, https: null, exempt: null });
  });

  it('that is none is refused by its name', () => {
    expect(() => readConfig({ HTTPS_PROXY: 'socks5://a:1' })).toThrow(/HTTPS_PROXY/);
  });
});
