import { DocumentRequest, DocumentResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { signAskedDocument, type SignAskedDeps } from '../asked/sign-asked-document.ts';

/** POST /documents: a step of a running invocation names a registered document. */
export function registerPostDocumentRequest(app: FastifyInstance, deps: SignAskedDeps): void {
  app.post(
    '/documents',
    { schema: { hide: true, body: DocumentRequest, response: { 200: DocumentResponse } } },
    async (request): Promise<DocumentResponse> => ({
      jws: await signAskedDocument(deps, instanceIdOf(request), request.body as DocumentRequest),
    }),
  );
}
