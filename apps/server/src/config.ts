import { resolve } from 'node:path';
import { z } from 'zod';

const Environment = z.object({
  RUSTINE_DATA_DIR: z.string().min(1).default('.rustine'),
  RUSTINE_HOST: z.string().min(1).default('127.0.0.1'),
  RUSTINE_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
  /** Where people and agents reach this server, when that is not `http://<host>:<port>` (a reverse proxy, say). */
  RUSTINE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A PostgreSQL (15 or newer) to use instead of the embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Days after its end from which a finished work request is moved to the lake. */
  RUSTINE_HISTORY_DAYS: z.coerce.number().int().min(1).max(3650).default(14),
  /** The folder whose files a power provider of the kind `exec` may run; none unless given. */
  RUSTINE_POWER_COMMANDS_DIR: z.string().min(1).optional(),
  RUSTINE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});

export interface ServerConfig {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly historyDays: number;
  /** The folder whose files a power provider of the kind `exec` may run. */
  readonly powerCommandsDir: string | undefined;
  readonly logLevel: string;
  /** Stop when standard input closes, so that a server never outlives the program that started it. */
  readonly exitWithParent: boolean;
}

/**
 * The server's whole configuration; nothing else reads the environment.
 * @throws Error that names each variable that is not valid.
 */
export function readConfig(environment: NodeJS.ProcessEnv, argv: readonly string[]): ServerConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not valid. ${faults.join('; ')}`);
  }
  const unknown = argv.filter((argument) => argument !== '--exit-with-parent');
  if (unknown.length > 0) throw new Error(`Unknown argument: ${unknown.join(' ')}`);
  const values = parsed.data;
  return {
    dataDir: resolve(values.RUSTINE_DATA_DIR),
    host: values.RUSTINE_HOST,
    port: values.RUSTINE_PORT,
    publicUrl: values.RUSTINE_PUBLIC_URL?.replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL,
    historyDays: values.RUSTINE_HISTORY_DAYS,
    powerCommandsDir:
      values.RUSTINE_POWER_COMMANDS_DIR === undefined ? undefined : resolve(values.RUSTINE_POWER_COMMANDS_DIR),
    logLevel: values.RUSTINE_LOG_LEVEL,
    exitWithParent: argv.includes('--exit-with-parent'),
  };
}
