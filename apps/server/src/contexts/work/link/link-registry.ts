import type { ServerResponse } from 'node:http';

/** An agent that reads nothing any more: what waits for it in the socket's buffer, in bytes, is bounded by this. */
const UNREAD_BYTES_MAX = 4096;

const frames = { inbox: 'event: inbox\ndata:\n\n', ping: 'event: ping\ndata:\n\n' } as const;

/** The links that agents hold open on this replica; an instance has one, the newest. */
export interface LinkRegistry {
  /** Takes over a response whose head is sent. A link that the instance held before is closed. */
  add(instanceId: string, response: ServerResponse): void;
  /** Tells these instances that something waits; those without a link here are passed over. */
  wake(instanceIds: Iterable<string>): void;
  ping(): void;
  instances(): string[];
  close(instanceId: string): void;
  closeAll(): void;
}

export function createLinkRegistry(): LinkRegistry {
  const links = new Map<string, ServerResponse>();

  const send = (instanceId: string, response: ServerResponse, frame: string): void => {
    if (response.writableLength > UNREAD_BYTES_MAX) {
      links.delete(instanceId);
      response.destroy();
    } else {
      response.write(frame);
    }
  };
  const close = (instanceId: string): void => {
    const response = links.get(instanceId);
    links.delete(instanceId);
    response?.end();
  };

  return {
    add(instanceId, response) {
      close(instanceId);
      links.set(instanceId, response);
      // An error is always followed by a close; without a listener it would end the process.
      response.on('error', () => undefined);
      response.on('close', () => {
        if (links.get(instanceId) === response) links.delete(instanceId);
      });
      // It may have been closed while it was on its way here, and then no event comes.
      if (response.destroyed) links.delete(instanceId);
    },
    wake(instanceIds) {
      for (const instanceId of instanceIds) {
        const response = links.get(instanceId);
        if (response !== undefined) send(instanceId, response, frames.inbox);
      }
    },
    ping() {
      for (const [instanceId, response] of links) send(instanceId, response, frames.ping);
    },
    instances: () => [...links.keys()],
    close,
    closeAll() {
      for (const instanceId of links.keys()) close(instanceId);
    },
  };
}
