import { describe, expect, it } from 'vitest';
import { proxyFor } from './route-network.ts';

describe('the way to an address', () => {
  const proxy = {
    http: 'http://plain',
    https: 'http://secure',
    exempt: 'internal.example, .corp.example,host.example:8443',
  };
  it.each([
    ['https://patch.example', 'http://secure'],
    ['http://patch.example', 'http://plain'],
    ['https://internal.example', null],
    ['https://a.internal.example', null],
    ['https://notinternal.example', 'http://secure'],
    ['https://a.corp.example', null],
    ['https://host.example:8443', null],
    ['https://host.example', 'http://secure'],
    ['http://127.0.0.1:7400', null],
    ['http://[::1]:7400', null],
    ['http://localhost', null],
  ])('%s goes through %j', (url, expected) => expect(proxyFor(new URL(url), proxy)).toBe(expected));

  it('is direct for all with a star', () => {
    expect(proxyFor(new URL('https://patch.example'), { ...proxy, exempt: '*' })).toBeNull();
  });
});
