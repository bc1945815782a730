import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

describe('chooseLanguage', () => {
  it.each([
    [null, ['fr-CA', 'en'], 'fr'],
    [null, ['de-DE', 'EN-gb', 'fr'], 'en'],
    [null, ['de', 'ja'], 'en'],
    [null, [], 'en'],
    ['fr', ['en'], 'fr'],
    ['klingon', ['fr'], 'fr'],
  ])('kept %s with the browser asking for %j gives %s', (kept, preferred, expected) => {
    expect(chooseLanguage(kept, preferred)).toBe(expected);
  });
});
