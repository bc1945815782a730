import type { AgentConfig } from '../config.ts';

/** The state directory that the unit makes; another one has to be named in the settings. */
const SERVICE_STATE_DIR = '/var/lib/rustine-agent';

/** What an installation writes into the service's settings; what is not known stays as it is there. */
export function chooseSettings({
  serverUrl,
  caFile,
  proxy,
  stateDir,
}: Pick<AgentConfig, 'serverUrl' | 'caFile' | 'proxy' | 'stateDir'>): Record<string, string> {
  return {
    ...(serverUrl !== null && { RUSTINE_URL: serverUrl }),
    ...(caFile !== null && { RUSTINE_CA_FILE: caFile }),
    ...(proxy.https !== null && { HTTPS_PROXY: proxy.https }),
    ...(proxy.http !== null && { HTTP_PROXY: proxy.http }),
    ...(proxy.exempt !== null && { NO_PROXY: proxy.exempt }),
    ...(stateDir !== SERVICE_STATE_DIR && { RUSTINE_AGENT_STATE_DIR: stateDir }),
  };
}
