import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { CodedError } from '@rustine/contract';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { limitBodyTimes } from './limit-body-time.ts';
import { registerOpenApi } from './openapi.ts';
import { sendProblem } from './problem.ts';
import { secretFreeUrl } from './secret-free-url.ts';

/** A JSON body may be this large; uploads have a limit of their own, from their grant. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
/** Headers, and a body that is no upload, arrive within this time, in milliseconds. */
const BODY_MS_MAX = 60_000;
/** The longest that any request may take to arrive, in milliseconds: past the 15 minutes of a grant. */
const REQUEST_MS_MAX = 16 * 60_000;

export interface AppOptions {
  readonly bodyMsMax?: number;
}

const requestIdForm = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's `X-Request-Id` when it is one we can log as it is, else a new one. */
function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && requestIdForm.test(header) ? header : randomUUID();
}

/** Fastify with everything that each route relies on: limits, ids, problems, security headers, validation, OpenAPI. */
export async function buildApp(
  logger: FastifyBaseLogger,
  { bodyMsMax = BODY_MS_MAX }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger.child(
      {},
      {
        serializers: {
          req: (request: { method: string; url: string }) => ({
            method: request.method,
            url: secretFreeUrl(request.url),
          }),
        },
      },
    ),
    // One line a request would drown what matters at 10,000 agents; refusals and failures are logged, metrics count the rest.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    http: { headersTimeout: BODY_MS_MAX },
    routerOptions: { maxParamLength: 500 },
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    forceCloseConnections: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request) => {
    throw new CodedError('NOT_FOUND', `There is nothing at ${request.method} ${secretFreeUrl(request.url)}.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  limitBodyTimes(app, bodyMsMax);
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  await registerOpenApi(app);
  return app;
}
