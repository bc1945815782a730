import { connect } from 'node:net';
import { LINK_PING_SECONDS } from '@rustine/contract';

export interface LinkEvents {
  /** The server holds the link: its head has come. */
  readonly onOpen?: () => void;
  /** Something waits in the inbox. */
  readonly onInbox?: () => void;
  /** Called once, whoever ended it; `status` is what the server answered, 0 for nothing. */
  readonly onClose?: (status: number) => void;
}

export interface HeldLink {
  close(): void;
}

/**
 * An open link on a bare socket, with a few kilobytes each and no parser of HTTP: the answer's status is read, and then
 * the names of the events. One that says nothing for twice the time of a ping counts as dead, as with a real agent.
 */
export function openLink(url: string, token: string, { onOpen, onInbox, onClose }: LinkEvents): HeldLink {
  const { hostname, port, host, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) || 80, noDelay: true });
  let status = 0;
  // What has come and is not read yet: the answer's head, later at most one line that was cut in two.
  let rest = '';
  socket.setEncoding('latin1');
  socket.setTimeout(2 * LINK_PING_SECONDS * 1000, () => socket.destroy());
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\nauthorization: Bearer ${token}\r\n\r\n`,
  );
  socket.on('data', (text: string) => {
    rest += text;
    if (status === 0) {
      const end = rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1] ?? 0);
      rest = rest.slice(end + 4);
      if (status !== 200) {
        socket.destroy();
        return;
      }
      onOpen?.();
    }
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (lines.includes('event: inbox')) onInbox?.();
  });
  // An error is followed by a close, which tells all that matters.
  socket.on('error', () => undefined);
  socket.on('end', () => socket.destroy());
  socket.on('close', () => onClose?.(status));
  return { close: () => void socket.destroy() };
}
