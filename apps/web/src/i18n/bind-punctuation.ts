import type { TextsOf } from './messages.ts';

const NO_BREAK_SPACE = '\u00A0';

/** French sets spaces beside its punctuation; none of them may be where a line breaks. */
export function bindPunctuation<Tree>(texts: TextsOf<Tree>): TextsOf<Tree> {
  return JSON.parse(JSON.stringify(texts).replaceAll(/ (?=[;:!?»%])|(?<=«) /g, NO_BREAK_SPACE)) as TextsOf<Tree>;
}
