/** A length of time that a person set, in minutes, without the parts that are zero: "30 min", "4 h", "1 h 30 min", "2 d". */
export function formatSpan(minutes: number, language: string): string {
  const day = language.startsWith('fr') ? 'j' : 'd';
  const parts = [
    [Math.floor(minutes / 1440), day],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [Math.round((minutes % 60) * 100) / 100, 'min'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0);
  return shown.length === 0 ? '0 min' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
