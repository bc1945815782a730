import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route gives its bodies a time of their own with `limitBodyTime`. */
    readonly limitsBodyTime?: boolean;
  }
}

/** Gives every request body `ms` milliseconds to arrive whole, but for routes that see to it themselves. */
export function limitBodyTimes(app: FastifyInstance, ms: number): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.limitsBodyTime !== true) limitBodyTime(request, ms);
  });
}

/**
 * Ends the connection when the body has not arrived whole after `ms` milliseconds, as the server's own `requestTimeout`
 * does: that one is a single figure for all routes, and an upload over a slow link may take far longer than JSON.
 */
export function limitBodyTime(request: FastifyRequest, ms: number): void {
  const { raw } = request;
  if (raw.headers['transfer-encoding'] === undefined && Number(raw.headers['content-length'] ?? 0) === 0) return;
  const timer = setTimeout(() => {
    if (raw.complete) return;
    const late = Object.assign(new Error('the body did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    request.server.server.emit('clientError', late, raw.socket);
  }, ms);
  raw.once('close', () => clearTimeout(timer));
}
