import type { en } from './en.ts';

/** The keys of a tree of texts, each with a text. */
export type TextsOf<Tree> = { readonly [Key in keyof Tree]: Tree[Key] extends string ? string : TextsOf<Tree[Key]> };

/** The keys of the English texts, each with a text of its own. */
export type Messages = TextsOf<typeof en>;
