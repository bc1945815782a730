import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '../../i18n/choose-language.ts';
import { switchLanguage } from '../../i18n/start-translations.ts';

const names: Record<Language, string> = { en: 'English', fr: 'Français' };

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('shell.language')}
      value={i18n.language}
      onChange={(value) => void switchLanguage(value as Language)}
      data={languages.map((language) => ({
        value: language,
        label: (
          <abbr title={names[language]} lang={language} style={{ textDecoration: 'none' }}>
            {language.toUpperCase()}
          </abbr>
        ),
      }))}
    />
  );
}
