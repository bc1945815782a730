import { expect, it } from 'vitest';
import { matchesSearch } from './match-search.ts';

const fields = ['openssl', '3.0.17-1~deb12u3', 'CVE-2025-9230', 'Debian-Security:12/stable-security'];

it.each([
  ['', true],
  ['   ', true],
  ['SSL', true],
  ['cve-2025-92', true],
  ['openssl security', true],
  ['openssl bookworm', false],
  ['curl', false],
])('search "%s" finds it: %s', (search, expected) => {
  expect(matchesSearch(search, fields)).toBe(expected);
});
