import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Contexts } from './compose.ts';
import { registerConsole } from './http/console.ts';
import { registerHealth, type Readiness } from './http/health.ts';
import { measureRequests, registerMetrics } from './http/metrics.ts';
import { registerOperations } from './http/register-operations.ts';
import { requireAgent } from './http/require-agent.ts';
import { requirePerson } from './http/require-person.ts';

export interface MountOptions {
  readonly contexts: Contexts;
  readonly readiness: () => Promise<Readiness>;
  readonly consoleDirectory: string;
  readonly secureCookie: boolean;
}

/**
 * Every route of the server, by who may come: strangers get health, a sign-in link, an enrolment and a presigned upload,
 * each of which carries a secret of its own; agents get their routes; all else asks for a token or a session.
 */
export async function mountRoutes(app: FastifyInstance, options: MountOptions): Promise<void> {
  const { contexts, readiness, consoleDirectory, secureCookie } = options;
  const { authenticate } = contexts.access;
  measureRequests(app, contexts.metrics);
  registerHealth(app, readiness);
  contexts.access.publicRoutes(app, { secureCookie });
  contexts.jobs.publicRoutes(app);
  await app.register((scope) => contexts.reports.publicRoutes(scope));
  await app.register(
    async (scope) => {
      contexts.fleet.publicAgentRoutes(scope);
      await scope.register(async (agents) => {
        requireAgent(agents, contexts.fleet.authenticateAgent);
        contexts.fleet.agentRoutes(agents);
        await contexts.work.agentRoutes(agents);
        contexts.parameters.agentRoutes(agents);
        contexts.quorum.agentRoutes(agents);
        await contexts.reports.agentRoutes(agents);
      });
    },
    { prefix: '/api/v1/agent' },
  );
  await app.register(async (scope) => {
    requirePerson(scope, authenticate);
    registerMetrics(scope, contexts.metrics);
    await scope.register(async (api) => registerOperations(api, contexts.handlers), { prefix: '/api/v1' });
    scope.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    await scope.register(swaggerUi, {
      routePrefix: '/api/v1/docs',
      staticCSP: true,
      uiConfig: { persistAuthorization: false },
    });
  });
  await app.register((scope) => registerConsole(scope, { directory: consoleDirectory, authenticate }));
}
