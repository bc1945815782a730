const parts = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;

/** A zone that this browser does not know is shown in UTC, and called so. */
export function knownZone(zone: string): string {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) && zone;
  } catch {
    return 'UTC';
  }
}

/** The zone of the person who looks. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An instant on the wall clock of a zone: "Tue 8 Dec, 22:00"; with the year when it is not that of `now`. */
export function formatZoned(at: string, zone: string, asked: { language: string; now: number }): string {
  const timeZone = knownZone(zone);
  const yearOf = (instant: Date) => new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(instant);
  const instant = new Date(at);
  const year = yearOf(instant) === yearOf(new Date(asked.now)) ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(regional(asked.language), { ...parts, ...year, hourCycle: 'h23', timeZone }).format(
    instant,
  );
}

/** HH:MM on the wall clock of a zone. */
export function formatClock(at: string, zone: string, language: string): string {
  return new Intl.DateTimeFormat(regional(language), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: knownZone(zone),
  }).format(new Date(at));
}

/** YYYY-MM-DD on the calendar of a zone. */
export function dayOf(at: string | number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: knownZone(zone) }).format(new Date(at));
}

/** Days before months, as both languages of the console have them. */
export function regional(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
