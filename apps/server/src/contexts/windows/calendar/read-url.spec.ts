import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CalendarFault } from './calendar-fault.ts';
import { readUrl } from './read-url.ts';
import { refuseAddress } from './refuse-address.ts';

/** A calendar server on the loopback. */
async function serve(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url, [Symbol.asyncDispose]: stop };
}

describe('a URL', () => {
  it('gives its text and ETag, and is UNCHANGED as long as that one holds', async () => {
    await using server = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.setHeader('etag', '"1"').end('BEGIN:VCALENDAR');
    });
    expect(await readUrl(server.url, null)).toEqual({ text: 'BEGIN:VCALENDAR', etag: '"1"' });
    expect(await readUrl(server.url, '"1"')).toBe('UNCHANGED');
    expect(await readUrl(server.url, '"0"')).toEqual({ text: 'BEGIN:VCALENDAR', etag: '"1"' });
  });

  it('is followed over three redirects and no more', async () => {
    await using server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('here');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await readUrl(`${server.url}/3`, null)).toMatchObject({ text: 'here' });
    await expect(readUrl(`${server.url}/4`, null)).rejects.toThrow('redirects more than 3 times');
  });

  it.each([
    ['file:///etc/passwd', 'over http or https, not file'],
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254'],
  ])('that leads to %s is refused', async (location, message) => {
    await using server = await serve((_request, response) => void response.writeHead(302, { location }).end());
    await expect(readUrl(server.url, null)).rejects.toThrow(CalendarFault);
    await expect(readUrl(server.url, null)).rejects.toThrow(message);
  });

  it('with more than a megabyte is given up, told or not how long it is', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(65_536, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    await expect(readUrl(server.url, null)).rejects.toThrow('larger than 1000000 bytes');
  });

  it.each([
    [404, 'answered 404'],
    [500, 'answered 500'],
    [304, 'answered 304'],
  ])('that answers %i says so, without the rest of the URL', async (status, message) => {
    await using server = await serve((_request, response) => void response.writeHead(status).end());
    const failure = readUrl(`${server.url}/private-secret/calendar.ics`, null);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow('secret');
  });

  it('that nobody answers says why', async () => {
    const { url } = await (async () => {
      await using server = await serve(() => undefined);
      return { url: server.url };
    })();
    await expect(readUrl(url, null)).rejects.toThrow(/cannot be read: .*ECONNREFUSED/);
  });
});

describe('an address', () => {
  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'febf::1',
    'fd00:ec2::254',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::ffff:0.0.0.0',
    '100.100.100.200',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
  ])('%s is refused', (address) => {
    expect(() => refuseAddress(address)).toThrow('refused');
  });

  it.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    'fd12::1',
    '93.184.216.34',
    '2001:db8::1',
    '::ffff:10.0.0.1',
  ])('%s is taken, since a calendar of one’s own is there', (address) => {
    expect(() => refuseAddress(address)).not.toThrow();
  });
});
