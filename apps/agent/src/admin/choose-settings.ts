import type { AgentConfig } from '../config.ts';
import type { InstallArguments } from '../read-arguments.ts';

/** The state directory that the unit makes; another one has to be named in the settings. */
export const SERVICE_STATE_DIR = '/var/lib/rustine-agent';

/** What an installation changes in the service's settings; what was given neither now nor in the environment stays as it is. */
export function chooseSettings(
  given: Pick<InstallArguments, 'server' | 'caFile' | 'proxy'>,
  config: Pick<AgentConfig, 'serverUrl' | 'caFile' | 'proxy' | 'stateDir'>,
): Record<string, string> {
  const settings: Record<string, string> = {};
  const serverUrl = given.server ?? config.serverUrl;
  if (serverUrl !== null) settings['RUSTINE_URL'] = serverUrl;
  const caFile = given.caFile ?? config.caFile;
  if (caFile !== null) settings['RUSTINE_CA_FILE'] = caFile;
  const { http, https, exempt } = given.proxy === null ? config.proxy : bothBy(given.proxy, config.proxy.exempt);
  if (https !== null) settings['HTTPS_PROXY'] = https;
  if (http !== null) settings['HTTP_PROXY'] = http;
  if (exempt !== null) settings['NO_PROXY'] = exempt;
  if (config.stateDir !== SERVICE_STATE_DIR) settings['RUSTINE_AGENT_STATE_DIR'] = config.stateDir;
  return settings;
}

function bothBy(proxy: string, exempt: string | null): AgentConfig['proxy'] {
  return { http: proxy, https: proxy, exempt };
}
