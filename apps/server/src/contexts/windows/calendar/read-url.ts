import { lookup as resolve } from 'node:dns';
import { get as getHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { CALENDAR_TEXT_MAX } from '@rustine/contract';
import { CalendarFault } from './calendar-fault.ts';
import { refuseAddress } from './refuse-address.ts';

const TIMEOUT_MS = 20_000;
const REDIRECTS_MAX = 3;

/** What a URL gave: the calendar as it is now, or word that it is as it was when it had this ETag. */
export type ReadCalendar = { readonly text: string; readonly etag: string | null } | 'UNCHANGED';

/**
 * Reads a calendar, at most 1 MB in at most 20 seconds, over at most three redirects. The address is looked at when it is
 * connected to, so a name cannot stand for another one meanwhile. No proxy is asked.
 * @throws CalendarFault that says what went wrong and never more of the URL than its host, since the rest may be a secret
 */
export async function readUrl(
  url: string,
  etag: string | null,
  stopping: AbortSignal = new AbortController().signal,
): Promise<ReadCalendar> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  let at = new URL(url);
  try {
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const response = await request(at, etag, signal);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && headers.location !== undefined) {
        response.destroy();
        at = new URL(headers.location, at);
        continue;
      }
      if (statusCode === 304 && etag !== null) {
        response.destroy();
        return 'UNCHANGED';
      }
      if (statusCode !== 200) {
        response.destroy();
        throw new CalendarFault(`${at.host} answered ${statusCode}`);
      }
      return { text: await textOf(response), etag: headers.etag ?? null };
    }
    throw new CalendarFault(`${at.host} redirects more than ${REDIRECTS_MAX} times`);
  } catch (error) {
    if (error instanceof CalendarFault || stopping.aborted) throw error;
    if (signal.aborted)
      throw new CalendarFault(`${at.host} did not answer in ${TIMEOUT_MS / 1000} seconds`, { cause: error });
    throw new CalendarFault(`${at.host} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function request(url: URL, etag: string | null, signal: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new CalendarFault(`a calendar is read over http or https, not ${url.protocol.replace(':', '')}`);
  // A literal address is never looked up.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) refuseAddress(host);
  const options: RequestOptions = {
    signal,
    agent: false,
    lookup: lookUp,
    headers: {
      accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
      'accept-encoding': 'identity',
      'user-agent': 'rustine',
      ...(etag !== null && { 'if-none-match': etag }),
    },
  };
  return new Promise((answered, failed) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp;
    get(url, options, answered).on('error', failed);
  });
}

const lookUp: LookupFunction = (host, options, done) => {
  resolve(host, options, (error, found, family) => {
    if (error !== null) return done(error, found, family);
    try {
      for (const { address } of Array.isArray(found) ? found : [{ address: found }]) refuseAddress(address);
    } catch (refusal) {
      return done(refusal as Error, '', 0);
    }
    return done(null, found, family);
  });
};

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > CALENDAR_TEXT_MAX) {
      response.destroy();
      throw new CalendarFault(`it is larger than ${CALENDAR_TEXT_MAX} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
