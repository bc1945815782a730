import { operations } from '@rustine/contract';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import type { OperationHandlers } from './operation.ts';
import { registerOpenApi } from './openapi.ts';
import { registerOperations } from './register-operations.ts';

function unanswered(): never {
  throw new Error('This server only renders the OpenAPI document.');
}

/** The OpenAPI document without a running server: routes are registered, none is ever called. */
export async function renderOpenApi(): Promise<object> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await registerOpenApi(app);
  const handlers = Object.fromEntries(Object.keys(operations).map((id) => [id, unanswered]));
  await app.register(async (scope) => registerOperations(scope, handlers as unknown as OperationHandlers), {
    prefix: '/api/v1',
  });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}
