import { client } from './client.ts';

/** Where the browser itself fetches a report's CSV, with the session cookie. */
export function reportContentUrl(reportId: string): string {
  return client.buildUrl({ url: '/api/v1/reports/{reportId}/content', path: { reportId } });
}
