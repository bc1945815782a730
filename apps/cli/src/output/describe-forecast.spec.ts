import type { Forecast } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { describeForecast, describeForecastInstances, describeForecastWindow } from './describe-forecast.ts';

const forecast: Forecast = {
  verdict: 'FITS',
  p50Seconds: 600,
  p90Seconds: 900,
  leftOut: [],
  startsAt: '2026-03-01T22:00:00.000Z',
  windowCutoffAt: '2026-03-01T22:30:00.000Z',
  windowClosesAt: '2026-03-01T23:00:00.000Z',
  instances: 5,
  withHistory: 4,
  skipped: { closed: 0, frozen: 0 },
  madeAt: '2026-03-01T12:00:00.000Z',
};
const without = { ...forecast, windowCutoffAt: null, windowClosesAt: null };

const nobody: Forecast = { ...without, verdict: 'NO_TARGETS', p50Seconds: null, p90Seconds: null, instances: 0 };

describe('a forecast in words', () => {
  it('says plainly that nobody is among the targets, and speaks of no window then', () => {
    expect(describeForecast(nobody)).toBe('nobody is among its targets');
    expect(describeForecastWindow(nobody)).toBe('-');
    expect(describeForecastWindow({ ...without, verdict: 'NO_WINDOW' })).toBe('none');
  });

  it('names what it does not count', () => {
    expect(describeForecast(forecast)).toBe(
      'fits its window: half of the times within 10 min 00 s, nine of ten within 15 min 00 s',
    );
    expect(describeForecast({ ...forecast, verdict: 'UNKNOWN', leftOut: ['HEALTH_CHECKS', 'WAKING'] })).toBe(
      'not known yet, for want of earlier runs: half of the times within 10 min 00 s, nine of ten within 15 min 00 s; not counted, since no earlier run tells: the health checks and starting what is off',
    );
  });

  it('tells how long what is skipped whole would take, and why it is', () => {
    const skipped: Forecast = { ...without, verdict: 'SKIPPED', skipped: { closed: 1, frozen: 4 } };
    expect(describeForecast(skipped)).toMatch(/^nothing may start then; if it could: half of the times/);
    expect(describeForecastInstances(skipped)).toBe(
      '5; 4 of them ran this before; 5 are skipped: no window is open then for 1, a freeze holds for 4',
    );
    expect(describeForecastInstances(forecast)).toBe('5; 4 of them ran this before');
  });

  it('reads a forecast that an earlier release kept', () => {
    const { leftOut: _leftOut, skipped: _skipped, windowCutoffAt: _cutoff, ...kept } = forecast;
    expect(describeForecast(kept)).toMatch(/^fits its window: .* 15 min 00 s$/);
    expect(describeForecastWindow(kept)).toBe('closes 2026-03-01 23:00 UTC');
    expect(describeForecastInstances(kept)).toBe('5; 4 of them ran this before');
  });
});
