import type { Schedule } from '@rustine/sdk';
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { fr } from '../../i18n/fr.ts';
import { scheduleWords } from './schedule-words.ts';

const paris = { timezone: 'Europe/Paris' };
const start = '2026-12-01T22:00';
const repeat = (parts: object) => ({ kind: 'repeat', start, ...paris, ...parts }) as Schedule;

describe('a schedule in words', () => {
  const words: Record<string, TFunction> = {};

  beforeAll(async () => {
    const resources = { en: { console: en }, fr: { console: fr } };
    await i18next.init({ lng: 'en', defaultNS: 'console', resources, interpolation: { escapeValue: false } });
    words.en = i18next.getFixedT('en');
    words.fr = i18next.getFixedT('fr');
  });

  it.each<[Schedule, string, string]>([
    [
      { kind: 'once', at: '2026-12-08T22:00', ...paris },
      'Once, on 8 Dec 2026 at 22:00 (Europe/Paris)',
      'Une fois, le 8 déc. 2026 à 22:00 (Europe/Paris)',
    ],
    [
      repeat({ every: 'HOUR', interval: 6 }),
      'Every 6 hours, from 1 Dec 2026, 22:00 (Europe/Paris)',
      'Toutes les 6 heures, à partir du 1 déc. 2026, 22:00 (Europe/Paris)',
    ],
    [repeat({ every: 'DAY' }), 'Every day at 22:00 (Europe/Paris)', 'Chaque jour à 22:00 (Europe/Paris)'],
    [
      repeat({ every: 'WEEK', interval: 2, weekdays: ['MO', 'TH'] }),
      'Every 2 weeks on Monday and Thursday at 22:00 (Europe/Paris)',
      'Toutes les 2 semaines le lundi et le jeudi à 22:00 (Europe/Paris)',
    ],
    [
      repeat({ every: 'WEEK' }),
      'Every week on Tuesday at 22:00 (Europe/Paris)',
      'Chaque semaine le mardi à 22:00 (Europe/Paris)',
    ],
    [
      repeat({ every: 'MONTH', nth: { which: 2, weekday: 'TU' }, offsetDays: 3, until: '2027-12-31T00:00' }),
      'Every month on the 2nd Tuesday, plus 3 days at 22:00 (Europe/Paris), until 31 Dec 2027, 00:00',
      'Chaque mois le 2e mardi, plus 3 jours à 22:00 (Europe/Paris), jusqu’au 31 déc. 2027, 00:00',
    ],
    [
      repeat({ every: 'MONTH', monthDay: 'LAST', offsetDays: -1 }),
      'Every month on the last day, minus 1 day at 22:00 (Europe/Paris)',
      'Chaque mois le dernier jour, moins 1 jour à 22:00 (Europe/Paris)',
    ],
    [
      { kind: 'cron', cron: '0 22 * * 5', ...paris },
      'By cron “0 22 * * 5” (Europe/Paris)',
      'Selon cron « 0 22 * * 5 » (Europe/Paris)',
    ],
    [
      { kind: 'rrule', rrule: 'FREQ=DAILY', start, ...paris },
      'By the rule FREQ=DAILY, from 1 Dec 2026, 22:00 (Europe/Paris)',
      'Selon la règle FREQ=DAILY, à partir du 1 déc. 2026, 22:00 (Europe/Paris)',
    ],
  ])('%j', (schedule, english, french) => {
    expect(scheduleWords(schedule, words.en!, 'en')).toBe(english);
    expect(scheduleWords(schedule, words.fr!, 'fr')).toBe(french);
  });
});
