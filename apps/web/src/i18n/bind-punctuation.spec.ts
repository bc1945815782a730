import { expect, it } from 'vitest';
import { bindPunctuation } from './bind-punctuation.ts';

it('keeps French punctuation on the line of its word', () => {
  const texts = { ask: 'Est-il là ?', more: { list: 'Trois « mots » : un ; deux ! 50 % en tout.' } };
  expect(bindPunctuation<typeof texts>(texts)).toEqual({
    ask: 'Est-il là\u00A0?',
    more: { list: 'Trois «\u00A0mots\u00A0»\u00A0: un\u00A0; deux\u00A0! 50\u00A0% en tout.' },
  });
});
