import { readFileSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ConfigError, type AgentConfig } from '../config.ts';

/** Reached without a proxy whatever the settings say: a proxy's own loopback is another machine's. */
const LOOPBACK = 'localhost,127.0.0.1,::1,[::1]';

/**
 * Sends all of this process's requests through the configured proxy and trusts the configured certificates; to be called
 * once, before the first request. Throws ConfigError.
 */
export function routeNetwork({ proxy, caFile }: Pick<AgentConfig, 'proxy' | 'caFile'>): void {
  if (caFile !== null) setDefaultCACertificates([...getCACertificates('default'), ...readCertificates(caFile)]);
  if (proxy.http === null && proxy.https === null) return;
  setGlobalProxyFromEnv({
    ...(proxy.http !== null && { http_proxy: proxy.http }),
    ...(proxy.https !== null && { https_proxy: proxy.https }),
    no_proxy: proxy.exempt === null ? LOOPBACK : `${proxy.exempt},${LOOPBACK}`,
  });
}

function readCertificates(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`RUSTINE_CA_FILE: ${(error as Error).message}`);
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (found === null) throw new ConfigError(`RUSTINE_CA_FILE: ${path} holds no certificate in PEM form`);
  return found;
}
