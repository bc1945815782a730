import { CodedError } from '@rustine/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The instance whose key signed the bearer token, or null. */
export type AuthenticateAgent = (token: string) => Promise<string | null>;

/** Every route of `app` from here on answers an enrolled agent, for its own instance only. */
export function requireAgent(app: FastifyInstance, authenticate: AuthenticateAgent): void {
  app.decorateRequest('instanceId', null);
  app.addHook('onRequest', async (request) => {
    const header = request.headers.authorization;
    const token = header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : undefined;
    const instanceId = token === undefined ? null : await authenticate(token);
    if (instanceId === null) {
      throw new CodedError(
        'UNAUTHENTICATED',
        'Sign the request with the key of an enrolled instance; check the clock if it is enrolled.',
      );
    }
    request.setDecorator('instanceId', instanceId);
  });
}

/** The instance that asks; only in routes below requireAgent. */
export function instanceIdOf(request: FastifyRequest): string {
  return request.getDecorator<string>('instanceId');
}
