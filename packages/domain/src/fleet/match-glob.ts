/** In a glob `*` stands for any text and `?` for one character; the case of letters makes no difference. */

/** The glob as a pattern of SQL's `like`, whose escape character is the backslash. To be compared by `ilike`. */
export function globToLike(glob: string): string {
  return glob
    .replace(/[\\%_]/g, String.raw`\$&`)
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

/** Whether the whole text is of the glob's form, as PostgreSQL's `ilike` says of `globToLike`. */
export function matchesGlob(glob: string, text: string): boolean {
  return matches(Array.from(glob.toLowerCase()), Array.from(text.toLowerCase()));
}

/** Tries the newest star with ever more text and no earlier one: the steps are at most the product of the lengths. */
function matches(glob: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let starred = 0;
  for (let read = 0; read < text.length;) {
    if (glob[at] === '*') {
      star = at;
      starred = read;
      at += 1;
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === text[read])) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      starred += 1;
      read = starred;
      at = star + 1;
    } else {
      return false;
    }
  }
  return glob.slice(at).every((rest) => rest === '*');
}
