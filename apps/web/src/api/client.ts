import { createRustineClient } from '@rustine/sdk';

/** The server that served this page; the session cookie comes along by itself. */
export const client = createRustineClient({ baseUrl: globalThis.location?.origin ?? '' });
