import { request } from '../checkin/call-server.ts';
import { about, type Finding } from './finding.ts';

const STORE_MS_MAX = 10_000;

/**
 * Whether the object store answers at all. Only a grant lets anybody upload, and grants are for real reports, so any
 * answer counts, a refusal too; where the store is, is known from the newest grant.
 */
export async function checkStore(origin: string | null): Promise<Finding> {
  const { good, problem, skipped } = about('store');
  if (origin === null) return skipped('where it is becomes known with the first report that is published');
  try {
    const response = await request(origin, { method: 'HEAD', signal: AbortSignal.timeout(STORE_MS_MAX) });
    return good(`${origin} answers (${response.status})`);
  } catch (error) {
    return problem((error as Error).message, 'reports go there directly: let this machine reach it, or name a proxy');
  }
}
