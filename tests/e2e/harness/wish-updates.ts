import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AutomaticUpdatesWish, CheckInResponse } from '@rustine/contract';

/** A door before a real server that says in its place what is to become of automatic updates, and has agents check in each second. */
export interface WishDoor extends AsyncDisposable {
  readonly url: string;
  wish: AutomaticUpdatesWish;
}

export async function openWishDoor(serverUrl: string, host: string): Promise<WishDoor> {
  const handle = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method, headers, url: path = '/' } = asked;
    const passed = request(new URL(path, serverUrl), { method, headers });
    asked.pipe(passed);
    const [told] = (await once(passed, 'response')) as [IncomingMessage];
    const { statusCode = 502 } = told;
    if (!path.endsWith('/check-in') || statusCode !== 200) {
      answer.writeHead(statusCode, told.headers);
      told.pipe(answer);
      answer.once('close', () => passed.destroy());
      return;
    }
    const said = JSON.parse((await buffer(told)).toString()) as CheckInResponse;
    const body = JSON.stringify({ ...said, automaticUpdates: door.wish, nextCheckInSeconds: 1 });
    answer.writeHead(statusCode, { ...told.headers, 'content-length': Buffer.byteLength(body) }).end(body);
  };
  const http = createServer((asked, answer) => {
    handle(asked, answer).catch((error: unknown) => answer.destroy(error as Error));
  }).listen(0, host);
  await once(http, 'listening');
  const door: WishDoor = {
    url: `http://${host}:${(http.address() as AddressInfo).port}`,
    wish: 'LEAVE',
    [Symbol.asyncDispose]: async () => {
      const closed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return door;
}
