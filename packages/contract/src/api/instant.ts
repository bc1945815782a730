import { z } from 'zod';

/** A moment with its offset. PostgreSQL knows no year 0, and RFC 3339 none after 9999, which an offset may lead to. */
export const Instant = z.iso.datetime({ offset: true }).refine((at) => {
  const year = new Date(at).getUTCFullYear();
  return year >= 1000 && year <= 9999;
}, 'a year from 1000 to 9999');
