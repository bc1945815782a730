import { GrantsRequest, GrantsResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import { grantUploads, type GrantUploadsDeps } from '../grant-uploads.ts';

/** POST /agent/grants: an agent announces its reports and gets a presigned upload for each. */
export function postGrants(app: FastifyInstance, deps: GrantUploadsDeps): void {
  const schema: FastifyZodOpenApiSchema = { hide: true, body: GrantsRequest, response: { 200: GrantsResponse } };
  app.post('/grants', { schema, bodyLimit: 64 * 1024 }, async (request) =>
    grantUploads(deps, {
      instanceId: request.getDecorator<string>('instanceId'),
      request: request.body as GrantsRequest,
    }),
  );
}
