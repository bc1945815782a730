import { CodedError, type ProblemDetail } from '@rustine/contract';
import type { FastifyRequest } from 'fastify';

const NUL = String.fromCodePoint(0);

function placesOf(value: unknown, place: string): string[] {
  if (typeof value === 'string') return value.includes(NUL) ? [place] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.includes(NUL) ? [place] : placesOf(inner, `${place}.${key}`),
  );
}

/**
 * A `preHandler` that refuses text with the character NUL, which PostgreSQL holds in no text or jsonb value (manual,
 * "Character Types"). It looks at validated input, so at no more levels than the schemas have.
 * @throws CodedError VALIDATION_FAILED naming each place.
 */
export async function refuseNul({
  params,
  query,
  body,
}: Pick<FastifyRequest, 'params' | 'query' | 'body'>): Promise<void> {
  const places = [...placesOf(params, 'params'), ...placesOf(query, 'querystring'), ...placesOf(body, 'body')];
  if (places.length === 0) return;
  const details: ProblemDetail[] = places.map((place) => ({ place, message: 'the character NUL is not allowed here' }));
  throw new CodedError('VALIDATION_FAILED', `The character NUL is not allowed in ${places.join(', ')}.`, { details });
}
