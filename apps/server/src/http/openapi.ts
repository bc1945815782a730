import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { fastifyZodOpenApiPlugin, fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';

/** OpenAPI 3.1 of every route registered on `app` after this call. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifyZodOpenApiPlugin);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rustine',
        version: '1',
        description:
          'Scan and patch fleets of servers. Clients switch on `code` of a problem response, never on its text.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An access token' },
          session: { type: 'apiKey', in: 'cookie', name: 'rustine_session', description: 'Opened by a sign-in link' },
        },
      },
    },
    ...fastifyZodOpenApiTransformers,
  });
}
