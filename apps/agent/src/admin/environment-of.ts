import { resolve } from 'node:path';
import type { Invocation } from '../read-arguments.ts';

/** The variables that a command line stands for, so that an option is checked and used as its variable would be. */
export function environmentOf(invocation: Invocation): Record<string, string> {
  if (invocation.command !== 'install') return {};
  const { server, caFile, proxy } = invocation.install;
  return {
    ...(server !== null && { RUSTINE_URL: server }),
    ...(caFile !== null && { RUSTINE_CA_FILE: resolve(caFile) }),
    ...(proxy !== null && { http_proxy: proxy, https_proxy: proxy }),
  };
}

/** Whether it is about the files of another system, for which this machine's settings mean nothing. */
export function isElsewhere(invocation: Invocation): boolean {
  if (invocation.command === 'install') return invocation.install.root !== null;
  return invocation.command === 'uninstall' && invocation.uninstall.root !== null;
}
