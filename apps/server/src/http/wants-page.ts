import type { FastifyRequest } from 'fastify';

/** A person's browser asks for HTML; a program does not. */
export function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') === true;
}
