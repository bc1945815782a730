import { describe, expect, it } from 'vitest';
import { startSettings } from './start-settings.ts';

describe('startSettings', () => {
  it('listens on 7400 unless told otherwise, and the option wins over the environment', () => {
    expect(startSettings({}, null)).toEqual({ once: false, json: false, port: 7400 });
    expect(startSettings({}, '8000').port).toBe(8000);
    expect(startSettings({ port: '9000' }, '8000').port).toBe(9000);
  });

  it.each([
    [{ port: '0' }, null, '--port "0" is not a port'],
    [{ port: '65536' }, null, '--port "65536" is not a port'],
    [{ port: '80a' }, null, '--port "80a" is not a port'],
    [{}, 'http', 'RUSTINE_PORT "http" is not a port'],
    [{ json: true }, null, '--json goes with --once'],
  ])('refuses %j with RUSTINE_PORT %s', (options, environmentPort, message) => {
    expect(() => startSettings(options, environmentPort)).toThrow(message);
  });
});
