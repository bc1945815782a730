import { CodedError, reportLimits } from '@rustine/contract';
import type { DirectoryStore } from '@rustine/lake';
import type { FastifyInstance } from 'fastify';
import { limitBodyTime } from '../../../http/limit-body-time.ts';
import { objectCreated, type ObjectCreatedDeps } from '../object-created.ts';
import { isReplaced } from '../sql/is-replaced.ts';

export interface PutObjectDeps extends ObjectCreatedDeps {
  readonly store: DirectoryStore;
}

/**
 * PUT /objects/*: the upload of a grant. The presigned signature is all the authority there is; the body goes to the
 * store as it comes, and what is not exactly the granted bytes is not kept.
 */
export function putObject(app: FastifyInstance, deps: PutObjectDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.put(
    '/objects/*',
    { schema: { hide: true }, config: { limitsBodyTime: true }, bodyLimit: reportLimits.sizeBytesMax },
    async (request, reply) => {
      // An answer before the body's end leaves bytes on the wire that the next request must not begin with.
      reply.header('connection', 'close');
      // Proven before anything is asked of the database: a stranger costs no query, and its key is ours.
      const { key, sha256, expiresAt } = deps.store.readGrant(request.url);
      limitBodyTime(request, expiresAt.getTime() - deps.clock().getTime());
      if (await isReplaced(deps.db, { key, sha256 })) {
        throw new CodedError(
          'GRANT_INVALID',
          'Another file was announced in the place of this one; this grant counts no more.',
        );
      }
      const object = await deps.store.acceptUpload({ url: request.url, headers: request.headers, body: request.raw });
      await objectCreated(deps, object);
      return reply.removeHeader('connection').status(204).send();
    },
  );
}
