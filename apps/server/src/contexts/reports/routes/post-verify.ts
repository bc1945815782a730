import { VerifyUploadRequest, VerifyUploadResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import { refuseNul } from '../../../http/refuse-nul.ts';
import { verifyUpload, type VerifyUploadDeps } from '../verify-upload.ts';

/** POST /agent/uploads/verify: an agent asks whether it may delete its own copy. */
export function postVerify(app: FastifyInstance, deps: VerifyUploadDeps): void {
  const schema: FastifyZodOpenApiSchema = {
    hide: true,
    body: VerifyUploadRequest,
    response: { 200: VerifyUploadResponse },
  };
  app.post('/uploads/verify', { schema, bodyLimit: 4 * 1024, preHandler: refuseNul }, async (request) =>
    verifyUpload(deps, {
      instanceId: request.getDecorator<string>('instanceId'),
      key: (request.body as VerifyUploadRequest).key,
    }),
  );
}
