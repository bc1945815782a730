import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The one place of the CLI that reads the environment. */
export interface CliConfig {
  /** The repository: where the server and the agent stand. */
  readonly root: string;
  /** Absolute. RUSTINE_DATA_DIR (relative to the working directory), else `.rustine` in the repository. */
  readonly dataDir: string;
  readonly url: string | null;
  readonly token: string | null;
  /** RUSTINE_PORT as given; the command that listens checks it. */
  readonly port: string | null;
  readonly debug: boolean;
  /** The process that passes our signals on and waits for us; null when started directly. */
  readonly launcherPid: number | null;
  /** The terminal's character set holds more than ASCII. */
  readonly unicode: boolean;
  /** What child processes inherit. */
  readonly environment: NodeJS.ProcessEnv;
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const given = (name: string) => (env[name] === undefined || env[name] === '' ? null : env[name]);
  const { RUSTINE_LAUNCHER_PID: launcher, ...environment } = env;
  return {
    root: resolve(root),
    dataDir: resolve(given('RUSTINE_DATA_DIR') ?? resolve(root, '.rustine')),
    url: given('RUSTINE_URL'),
    token: given('RUSTINE_TOKEN'),
    port: given('RUSTINE_PORT'),
    debug: given('RUSTINE_DEBUG') === '1',
    launcherPid: launcher === undefined ? null : Number(launcher),
    unicode: /utf-?8/i.test(given('LC_ALL') ?? given('LC_CTYPE') ?? given('LANG') ?? ''),
    environment,
  };
}
