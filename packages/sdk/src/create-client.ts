import { createClient, createConfig, type Client } from './generated/client/index.ts';

export type RustineClient = Client;

export interface RustineClientOptions {
  /** Origin of the server, such as `https://rustine.example.org`. */
  baseUrl: string;
  /** An access token. Leave it out in a browser that holds a session cookie. */
  token?: string;
  fetch?: typeof fetch;
}

/** A client for one server; pass it to the operations as `client`. */
export function createRustineClient(options: RustineClientOptions): RustineClient {
  const { baseUrl, token, fetch } = options;
  return createClient(
    createConfig({
      baseUrl,
      ...(token !== undefined && { auth: (scheme) => (scheme.type === 'http' ? token : undefined) }),
      ...(fetch !== undefined && { fetch }),
    }),
  );
}
