import { readFileSync } from 'node:fs';
import { setGlobalProxyFromEnv } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ConfigError, type AgentConfig, type ProxySetting } from '../config.ts';

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

/** The proxy through which an address is reached; null when it is reached directly. */
export function proxyFor(url: URL, { http, https, exempt }: ProxySetting): string | null {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const rules = `${exempt ?? ''},${LOOPBACK}`.split(/[,\s]+/).filter((rule) => rule !== '');
  const isExempt = rules.some((rule) => {
    const [name = '', port] = /:\d+$/.test(rule) && !rule.includes('::') ? rule.split(':') : [rule];
    if (port !== undefined && port !== url.port) return false;
    const bare = name.replace(/^\*?\./, '');
    return name === '*' || host === bare || host.endsWith(`.${bare}`);
  });
  return isExempt ? null : url.protocol === 'https:' ? https : http;
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
