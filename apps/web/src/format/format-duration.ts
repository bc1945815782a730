const two = (value: number) => String(value).padStart(2, '0');

/** How long something took, in at most two units that both languages write alike: "0.4 s", "41 s", "3 min 07 s", "2 h 05 min", "3 d 04 h". */
export function formatDuration(milliseconds: number, language: string): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) {
    return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`;
  const day = language.startsWith('fr') ? 'j' : 'd';
  return `${Math.floor(hours / 24)} ${day} ${two(hours % 24)} h`;
}
