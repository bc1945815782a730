import { describe, expect, it } from 'vitest';
import { readMissed, readReboot } from './read-rules.ts';

describe('what becomes of a missed execution', () => {
  it('is skipped, or run late within a length', () => {
    expect(readMissed('SKIP')).toEqual({ kind: 'skip' });
    expect(readMissed('run-late:1h30m')).toEqual({ kind: 'run-late', withinMinutes: 90 });
    expect(readMissed('run-late:30d')).toEqual({ kind: 'run-late', withinMinutes: 43_200 });
  });

  it.each(['later', 'run-late', 'run-late:', 'run-late:soon', 'run-late:0m', 'run-late:31d'])(
    '%s is refused',
    (given) => {
      expect(() => readMissed(given)).toThrow('--missed "');
    },
  );
});

const nights = ['mw-1'];
const before = { option: 'ALWAYS', windowIds: nights, atEnd: 'CANCEL' } as const;

describe('when machines are restarted', () => {
  it('is left as it is when nothing is said of it', () => {
    expect(readReboot({}, undefined, { ...before, windowIds: nights })).toBeUndefined();
  });

  it('keeps what is not said anew', () => {
    const was = { ...before, windowIds: nights };
    expect(readReboot({ reboot: 'if-needed' }, undefined, was)).toEqual({ ...was, option: 'IF_NEEDED' });
    expect(readReboot({}, ['mw-2'], was)).toEqual({ ...was, windowIds: ['mw-2'] });
    expect(readReboot({ rebootAtWindowEnd: 'finish' }, undefined, was)).toEqual({ ...was, atEnd: 'FINISH' });
  });

  it('has a window of its own only where there is a restart', () => {
    expect(readReboot({}, nights, null)).toEqual({ option: 'IF_NEEDED', windowIds: nights });
    expect(readReboot({ reboot: 'never' }, undefined, { ...before, windowIds: nights })).toEqual({ option: 'NEVER' });
    expect(() => readReboot({ reboot: 'never' }, nights, null)).toThrow('--reboot never');
    expect(() => readReboot({ rebootAtWindowEnd: 'finish' }, undefined, null)).toThrow(
      '--reboot-at-window-end goes with --reboot-window',
    );
    expect(() => readReboot({ reboot: 'sometimes' }, undefined, null)).toThrow('--reboot "sometimes" is none of');
  });
});
