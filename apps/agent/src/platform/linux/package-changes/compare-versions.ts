/** Less than, equal to or greater than 0, as the first version is older than, equal to or newer than the second. */
export type CompareVersions = (one: string, other: string) => number;

/** As dpkg has it: deb-version(7), "Sorting algorithm". */
export const compareDebian: CompareVersions = (one, other) => {
  const [a, b] = [split(one), split(other)];
  return (
    compareNumbers(a.epoch, b.epoch) ||
    compareParts(a.version, b.version) ||
    compareParts(a.release ?? '', b.release ?? '')
  );
};

/** As rpm has it: rpmvercmp, and the release only where both have one. */
export const compareRpm: CompareVersions = (one, other) => {
  const [a, b] = [split(one), split(other)];
  const byVersion = compareNumbers(a.epoch, b.epoch) || compareSegments(a.version, b.version);
  if (byVersion !== 0 || a.release === undefined || b.release === undefined) return byVersion;
  return compareSegments(a.release, b.release);
};

function split(text: string): { epoch: string; version: string; release: string | undefined } {
  const {
    epoch = '0',
    version = '',
    release,
  } = /^(?:(?<epoch>\d+):)?(?<version>.*?)(?:-(?<release>[^-]*))?$/s.exec(text)?.groups ?? {};
  return { epoch, version, release };
}

/** Runs of digits may be longer than a number of ours is exact. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Turn by turn what is no number, then a number, either of which may be empty. */
function compareParts(one: string, other: string): number {
  let [a, b] = [one, other];
  while (a !== '' || b !== '') {
    const [wordA, wordB] = [/^\D*/.exec(a)![0], /^\D*/.exec(b)![0]];
    for (let at = 0; at < Math.max(wordA.length, wordB.length); at += 1) {
      const apart = weigh(wordA[at]) - weigh(wordB[at]);
      if (apart !== 0) return apart;
    }
    [a, b] = [a.slice(wordA.length), b.slice(wordB.length)];
    const [numberA, numberB] = [/^\d*/.exec(a)![0], /^\d*/.exec(b)![0]];
    const apart = compareNumbers(numberA, numberB);
    if (apart !== 0) return apart;
    [a, b] = [a.slice(numberA.length), b.slice(numberB.length)];
  }
  return 0;
}

/** A tilde is before the end, the end before letters, and those before all else. */
function weigh(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** Runs of letters or of digits; what stands between them only divides, but for a tilde and a caret. */
function compareSegments(one: string, other: string): number {
  const [a, b] = [segments(one), segments(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const apart = compareSegment(a[at], b[at]);
    if (apart !== 0) return apart;
  }
  return 0;
}

function segments(text: string): string[] {
  return text.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
}

/** A tilde is before the end, a caret after it and before all else; a number is newer than a word. */
function compareSegment(one: string | undefined, other: string | undefined): number {
  const rank = (segment: string | undefined) =>
    segment === '~' ? 0 : segment === undefined ? 1 : segment === '^' ? 2 : /\d/.test(segment) ? 4 : 3;
  const apart = rank(one) - rank(other);
  if (apart !== 0 || one === undefined || other === undefined) return apart;
  if (rank(one) === 4) return compareNumbers(one, other);
  return one < other ? -1 : one > other ? 1 : 0;
}
