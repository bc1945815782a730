import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CalendarServer extends AsyncDisposable {
  readonly url: string;
  /** What it answers; null for an error. A new text has a new ETag. */
  text: string | null;
  /** How often it was asked, and how often the answer was that nothing has changed. */
  asked: number;
  unchanged: number;
  /** Answers nothing from now on until `resume`; resolves when somebody asks. */
  hang(): Promise<void>;
  resume(): void;
}

/** A calendar on the loopback that knows ETags. */
export async function serveCalendar(text: string): Promise<CalendarServer> {
  let asked: (() => void) | undefined;
  const held: ServerResponse[] = [];
  const answer = (response: ServerResponse, known: string | undefined): void => {
    if (calendar.text === null) return void response.writeHead(503).end();
    const etag = `"${calendar.text.length}-${calendar.text.slice(-60).replaceAll(/\W/g, '')}"`;
    if (known !== etag) return void response.setHeader('etag', etag).end(calendar.text);
    calendar.unchanged += 1;
    return void response.writeHead(304).end();
  };
  const server = createServer((request, response) => {
    calendar.asked += 1;
    if (asked === undefined) return answer(response, request.headers['if-none-match']);
    held.push(response);
    return asked();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const calendar: CalendarServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret/freeze.ics`,
    text,
    asked: 0,
    unchanged: 0,
    hang: () =>
      new Promise<void>((somebody) => {
        asked = somebody;
      }),
    resume: () => {
      asked = undefined;
      for (const response of held.splice(0)) answer(response, undefined);
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return calendar;
}
