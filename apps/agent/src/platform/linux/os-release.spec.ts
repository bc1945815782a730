import { describe, expect, it } from 'vitest';
import { linux } from './linux.ts';
import { parseOsRelease } from './os-release.ts';

describe('os-release', () => {
  it.each([
    ['NAME=Debian', { NAME: 'Debian' }],
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"', { PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)' }],
    ["NAME='openSUSE Leap'", { NAME: 'openSUSE Leap' }],
    ['NAME="a \\"quoted\\" \\$name"', { NAME: 'a "quoted" $name' }],
    ['# NAME=no\n\nVERSION_ID=12\r\nBROKEN', { VERSION_ID: '12' }],
    ['NAME=', { NAME: '' }],
  ])('%j', (text, values) => expect(parseOsRelease(text)).toEqual(values));
});

describe('the facts of this machine', () => {
  it('are those that the kernel and the system tell', () => {
    const facts = linux.readFacts();
    expect(facts.osFamily).toBe('LINUX');
    expect(facts.hostname).not.toBe('');
    expect(facts.kernelVersion).toMatch(/^\d+\./);
    const [first, second] = [linux.readBoot(), linux.readBoot()];
    expect(first).toEqual(second);
    expect(first.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(first.bootedAt)).toBeLessThan(Date.now());
  });
});
