import { expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

/** Languages put different kinds of space before a unit. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

it.each([
  [0, 'en', '0 bytes'],
  [1, 'en', '1 byte'],
  [999, 'en', '999 bytes'],
  [1000, 'en', '1 kB'],
  [4_940_000, 'en', '4.9 MB'],
  [69_200_000, 'fr', '69,2 Mo'],
  [123_456_789, 'en', '123 MB'],
  [5_000_000_000_000_000, 'en', '5,000 TB'],
])('%d bytes in %s are %s', (bytes, language, expected) => {
  expect(plain(formatBytes(bytes, language))).toBe(expected);
});
