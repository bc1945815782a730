const steps = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How far `at` is from `now`, both milliseconds since the epoch: "just now" within ten seconds, then "5 minutes ago", "in 2 hours". */
export function formatRelativeTime(at: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = (at - now) / 1000;
  if (Math.abs(seconds) < 10) return format.format(0, 'second');
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(Math.trunc(seconds), 'second');
}
