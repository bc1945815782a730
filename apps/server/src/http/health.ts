import type { FastifyInstance } from 'fastify';

/** Whether this replica can do its work right now; the reason is for an operator. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/**
 * `/healthz`: this process answers. `/readyz`: it can do its work too (PostgreSQL answers, migrations are done).
 * The only routes that answer a stranger.
 */
export function registerHealth(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const state = await readiness();
    return reply
      .status(state.ready ? 200 : 503)
      .send(state.ready ? { status: 'ready' } : { status: 'not ready', reason: state.reason });
  });
}
