import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRustineClient, type RustineClient } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import type { CliConfig } from './config.ts';
import { exitCodes } from './exit-codes.ts';

export interface Connection {
  readonly client: RustineClient;
  readonly url: string;
}

const REQUEST_TIMEOUT_MS = 60_000;

/**
 * A client for the server that the environment or the data directory names.
 * @throws CliError when there is no token, or the address is none.
 */
export async function connect(config: CliConfig): Promise<Connection> {
  const url = originOf(config.url ?? (await readServerUrl(config.dataDir)) ?? 'http://127.0.0.1:7400');
  const token = config.token ?? (await readToken(config.dataDir));
  return { url, client: clientFor(url, token) };
}

export interface RequestBounds {
  /** Null for downloads, which may take as long as they take. */
  readonly timeoutMs?: number | null;
  /** Ends every request when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A client whose requests end after a minute, unless `bounds` say otherwise. */
export function clientFor(url: string, token: string, bounds: RequestBounds = {}): RustineClient {
  const { timeoutMs = REQUEST_TIMEOUT_MS, signal } = bounds;
  return createRustineClient({
    baseUrl: url,
    token,
    fetch: (input, init) => {
      const own = input instanceof Request ? [input.signal] : [];
      const signals = [
        ...own,
        ...(timeoutMs === null ? [] : [AbortSignal.timeout(timeoutMs)]),
        ...(signal ? [signal] : []),
      ];
      return fetch(input, { ...init, ...(signals.length > 0 && { signal: AbortSignal.any(signals) }) });
    },
  });
}

/** @throws CliError */
export async function readToken(dataDir: string): Promise<string> {
  const path = join(dataDir, 'admin-token');
  try {
    const token = (await readFile(path, 'utf8')).trim();
    if (token !== '') return token;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES') {
      throw new CliError(
        `You may not read the token in ${path}: run as the user who runs the server, or set RUSTINE_TOKEN.`,
        exitCodes.NO_ACCESS,
        { cause: error },
      );
    }
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
  throw new CliError(
    `There is no token in ${path}: start a server here ("npm start"), or set RUSTINE_URL and RUSTINE_TOKEN (or RUSTINE_DATA_DIR).`,
    exitCodes.NO_ACCESS,
  );
}

/** Where the server of the data directory said that it listens; it may have ended since. Null when it said nothing valid. */
export async function readServerUrl(dataDir: string): Promise<string | null> {
  try {
    const told: unknown = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'));
    const url = typeof told === 'object' && told !== null && 'url' in told ? told.url : null;
    return typeof url === 'string' && URL.canParse(url) ? url : null;
  } catch {
    // Absent or half written: the usual address is as good a guess as any, and a wrong one is said when it fails.
    return null;
  }
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CliError(
      `"${text}" is not the address of a server: RUSTINE_URL looks like https://rustine.example.org.`,
      exitCodes.USAGE,
    );
  }
  return text.replace(/\/+$/, '');
}
