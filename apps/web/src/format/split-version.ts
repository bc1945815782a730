export interface SplitVersion {
  same: string;
  installed: string;
  available: string;
}

/** Two versions cut where they begin to differ, at the start of a number or word, so that the eye finds the change. */
export function splitVersions(installed: string, available: string): SplitVersion {
  let cut = 0;
  while (cut < installed.length && cut < available.length && installed[cut] === available[cut]) cut += 1;
  while (cut > 0 && /[0-9A-Za-z]/.test(available[cut - 1] ?? '')) cut -= 1;
  return { same: available.slice(0, cut), installed: installed.slice(cut), available: available.slice(cut) };
}
