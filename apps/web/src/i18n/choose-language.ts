export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value);
}

/** The language that the person kept, else the first of the browser's that we speak, else English. */
export function chooseLanguage(kept: string | null, preferred: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  return preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en';
}
