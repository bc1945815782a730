import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';

export interface StartOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port?: string;
}

export interface StartSettings {
  readonly once: boolean;
  readonly json: boolean;
  readonly port: number;
}

const PORT_DEFAULT = 7400;

/** What the options and RUSTINE_PORT ask for. @throws CliError */
export function startSettings(options: StartOptions, environmentPort: string | null): StartSettings {
  const once = options.once === true;
  const json = options.json === true;
  if (json && !once) throw new CliError('--json goes with --once: "npm start -- --once --json".', exitCodes.USAGE);
  const [source, given] = options.port === undefined ? ['RUSTINE_PORT', environmentPort] : ['--port', options.port];
  if (given === null) return { once, json, port: PORT_DEFAULT };
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535) {
    throw new CliError(`${source} "${given}" is not a port: give a number from 1 to 65535.`, exitCodes.USAGE);
  }
  return { once, json, port };
}
