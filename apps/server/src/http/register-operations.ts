import { errorCodes, operations, Problem, type Operation } from '@rustine/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import type { OperationHandlers, RawBody } from './operation.ts';
import { refuseNul } from './refuse-nul.ts';

/** Errors that any operation may answer. */
const everywhere = ['VALIDATION_FAILED', 'UNAUTHENTICATED', 'RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE'] as const;

function problemResponses(operation: Operation): Record<string, unknown> {
  const codes = [...everywhere, ...operation.errors];
  const statuses = [...new Set(codes.map((code) => errorCodes[code]))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: codes.filter((code) => errorCodes[code] === status).join(', '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}

function successResponse(operation: Operation): unknown {
  if (operation.response === null) return { description: 'Done' };
  const { contentMediaType = 'text/csv' } = operation.response.meta() ?? {};
  const type = isRaw(operation) ? String(contentMediaType) : 'application/json';
  return { description: operation.summary, content: { [type]: { schema: operation.response } } };
}

function isRaw(operation: Operation): boolean {
  return operation.response?.def.type === 'string';
}

/** OpenAPI and validation of one operation, in Fastify's form. */
export function schemaOf(operation: Operation): FastifyZodOpenApiSchema {
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    security: [{ token: [] }, { session: [] }],
    ...(operation.params && { params: operation.params }),
    ...(operation.query && { querystring: operation.query }),
    ...(operation.body && { body: operation.body }),
    response: { [operation.success]: successResponse(operation), ...problemResponses(operation) },
  };
}

function inputOf(request: FastifyRequest) {
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    principal: request.getDecorator('principal'),
    requestId: request.id,
  } as never;
}

/** Put every operation of the contract on `app` (mounted at /api/v1, behind authentication). */
export function registerOperations(app: FastifyInstance, handlers: OperationHandlers): void {
  for (const operation of Object.values(operations) as (Operation & { operationId: keyof OperationHandlers })[]) {
    const handle = handlers[operation.operationId];
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      schema: schemaOf(operation),
      preHandler: refuseNul,
      handler: async (request, reply) => {
        const answer: unknown = await handle(inputOf(request));
        // What is told here is for who asked, and may be secret: no cache on the way keeps it.
        reply.status(operation.success).header('cache-control', 'no-store');
        if (!isRaw(operation)) return reply.send(answer);
        const raw = answer as RawBody;
        return reply
          .type(raw.contentType)
          .header('content-disposition', `attachment; filename="${raw.fileName}"`)
          .serializer((body) => body as string)
          .send(raw.stream);
      },
    });
  }
}
