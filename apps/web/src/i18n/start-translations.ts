import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { bindPunctuation } from './bind-punctuation.ts';
import { chooseLanguage, type Language } from './choose-language.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

const STORAGE_KEY = 'rustine-language';

function keptLanguage(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** Starts with the person's language; React escapes what is interpolated. */
export async function startTranslations(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    lng: chooseLanguage(keptLanguage(), navigator.languages),
    fallbackLng: 'en',
    defaultNS: 'console',
    resources: { en: { console: en }, fr: { console: bindPunctuation(fr) } },
    interpolation: { escapeValue: false },
  });
}

/** Switches now and for the next visits, as far as the browser lets us keep it. */
export async function switchLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
}
