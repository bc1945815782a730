import { expect, it } from 'vitest';
import { createServerClock } from './server-clock.ts';

const HOUR = 3_600_000;
const noon = Date.parse('2026-06-01T12:00:00Z');

it('the machine’s own clock must do until the server has told its time', () => {
  expect(
    createServerClock(
      () => 1234,
      () => 0,
    ).now(),
  ).toBe(1234);
});

it('the server’s time goes on steadily, whatever the machine’s clock does', () => {
  const machine = { now: noon + 90 * 24 * HOUR, uptime: 5000 };
  const clock = createServerClock(
    () => machine.now,
    () => machine.uptime,
  );
  clock.observe('2026-06-01T12:00:00Z');
  machine.uptime += HOUR;
  machine.now -= 200 * 24 * HOUR;
  expect(clock.now()).toBe(noon + HOUR);
  machine.now += 500 * 24 * HOUR;
  expect(clock.now()).toBe(noon + HOUR);
});

it('the newest word of the server counts, and words that are no time do not', () => {
  const clock = createServerClock(
    () => 0,
    () => 7,
  );
  clock.observe('2026-06-01T11:00:00Z');
  clock.observe('2026-06-01T12:00:00Z');
  clock.observe('soon');
  expect(clock.now()).toBe(noon);
});
