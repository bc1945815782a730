import { homedir } from 'node:os';
import { join, win32 } from 'node:path';
import { REBOOT_DEADLINE_SECONDS_MAX } from '@rustine/contract';
import { z } from 'zod';
import type { WindowsFolders } from './platform/windows/task/task-places.ts';
import type { DownloadSetting } from './plugins/download/download-setting.ts';

/** The one place of the agent that reads the environment. */

const Environment = z.object({
  /** Base URL of the server. After enrolment the kept one is used when this is absent. */
  RUSTINE_URL: z.url({ protocol: /^https?$/ }).optional(),
  RUSTINE_AGENT_STATE_DIR: z
    .string()
    .startsWith('/')
    .or(z.string().regex(/^[A-Za-z]:[\\/]/))
    .optional(),
  /** One-time token, or a file that holds it. Never an argument: arguments are readable by every user of the machine. */
  RUSTINE_ENROLLMENT_TOKEN: z.string().trim().min(1).max(200).optional(),
  RUSTINE_ENROLLMENT_TOKEN_FILE: z.string().min(1).optional(),
  RUSTINE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RUSTINE_LOG_FORMAT: z.enum(['json', 'text']).optional(),
  /** Where the log of `run` goes instead of standard error, for a service manager that keeps none. */
  RUSTINE_LOG_FILE: z.string().min(1).optional(),
  /** How many invocations may be under way at the same time. */
  RUSTINE_AGENT_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  /** What reboots this machine instead of its own command: a JSON list, the first an absolute path. No shell reads it. */
  RUSTINE_REBOOT_COMMAND: z.string().transform(readCommand).optional(),
  /** How long other invocations that run may go on before a reboot, in seconds. */
  RUSTINE_REBOOT_WAIT_SECONDS: z.coerce.number().int().min(0).max(86_400).default(600),
  /** What the server is told to wait until the machine is back, in seconds; the time above is in it. */
  RUSTINE_REBOOT_DEADLINE_SECONDS: z.coerce.number().int().min(1).max(REBOOT_DEADLINE_SECONDS_MAX).default(2400),
  /** Certificates (PEM) that are trusted beside those that Node brings; Debian's own are in /etc/ssl/certs/ca-certificates.crt. */
  RUSTINE_CA_FILE: z.string().min(1).optional(),
});

/** What aws:downloadContent may reach and fetch; the names are those of Amazon's own tools where these have one. */
const Downloads = z.object({
  RUSTINE_AGENT_DOWNLOAD_MAX_MIB: z.coerce.number().int().min(1).max(1_048_576).default(4096),
  /** Of a GitHub Enterprise server, say. */
  RUSTINE_GITHUB_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.github.com'),
  AWS_ENDPOINT_URL_S3: z.url({ protocol: /^https?$/ }).optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
});

/** Without a scheme it is http, as curl has it. */
const proxyUrl = z
  .string()
  .transform((text) => (text.includes('://') ? text : `http://${text}`))
  .pipe(z.url({ protocol: /^https?$/ }))
  .optional();

/** As curl and apt know them; the lower-case name counts when both are set. */
const Proxies = z.object({
  HTTP_PROXY: proxyUrl,
  HTTPS_PROXY: proxyUrl,
  NO_PROXY: z.string().optional(),
  http_proxy: proxyUrl,
  https_proxy: proxyUrl,
  no_proxy: z.string().optional(),
});

const Command = z.tuple([z.string().regex(/^(\/|[A-Za-z]:[\\/])/)], z.string());

function readCommand(text: string, context: z.RefinementCtx): readonly string[] {
  const message =
    'must be a JSON list of texts whose first is an absolute path, such as ["/sbin/shutdown", "-r", "now"]';
  try {
    return Command.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

export interface AgentConfig {
  readonly serverUrl: string | null;
  readonly stateDir: string;
  readonly enrollmentToken: string | null;
  readonly enrollmentTokenFile: string | null;
  readonly logLevel: string;
  readonly logJson: boolean;
  /** Null for standard error. */
  readonly logFile: string | null;
  readonly concurrency: number;
  /** Null for the platform's own. */
  readonly rebootCommand: readonly string[] | null;
  readonly rebootWaitSeconds: number;
  readonly rebootDeadlineSeconds: number;
  readonly caFile: string | null;
  readonly proxy: ProxySetting;
  /** What scripts inherit: an allow-list, so that no secret of the agent's environment reaches them. */
  readonly scriptEnvironment: Readonly<Record<string, string>>;
  readonly downloads: DownloadSetting;
}

export interface ProxySetting {
  /** For addresses that begin with http: and https:. */
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts that are reached without, separated by commas. */
  readonly exempt: string | null;
}

export class ConfigError extends Error {}

/** Throws ConfigError, whose message names the variable and what is wrong with it. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): AgentConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.extend({ ...Proxies.shape, ...Downloads.shape }).safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  const values = parsed.data;
  return {
    serverUrl: values.RUSTINE_URL?.replace(/\/+$/, '') ?? null,
    stateDir: values.RUSTINE_AGENT_STATE_DIR ?? defaultStateDir(env),
    enrollmentToken: values.RUSTINE_ENROLLMENT_TOKEN ?? null,
    enrollmentTokenFile: values.RUSTINE_ENROLLMENT_TOKEN_FILE ?? null,
    logLevel: values.RUSTINE_LOG_LEVEL,
    logJson: values.RUSTINE_LOG_FORMAT ? values.RUSTINE_LOG_FORMAT === 'json' : !process.stderr.isTTY,
    logFile: values.RUSTINE_LOG_FILE ?? null,
    concurrency: values.RUSTINE_AGENT_CONCURRENCY,
    rebootCommand: values.RUSTINE_REBOOT_COMMAND ?? null,
    rebootWaitSeconds: values.RUSTINE_REBOOT_WAIT_SECONDS,
    rebootDeadlineSeconds: values.RUSTINE_REBOOT_DEADLINE_SECONDS,
    caFile: values.RUSTINE_CA_FILE ?? null,
    proxy: {
      http: values.http_proxy ?? values.HTTP_PROXY ?? null,
      https: values.https_proxy ?? values.HTTPS_PROXY ?? null,
      exempt: values.no_proxy ?? values.NO_PROXY ?? null,
    },
    scriptEnvironment: scriptEnvironmentOf(env),
    downloads: readDownloads(values),
  };
}

function readDownloads(values: z.infer<typeof Downloads>): DownloadSetting {
  const [accessKeyId, secretAccessKey] = [values.AWS_ACCESS_KEY_ID, values.AWS_SECRET_ACCESS_KEY];
  const token = values.AWS_SESSION_TOKEN;
  const session = token === undefined ? {} : { sessionToken: token };
  return {
    bytesMax: values.RUSTINE_AGENT_DOWNLOAD_MAX_MIB * 1024 * 1024,
    filesMax: 100_000,
    secondsMax: 3600,
    idleMs: 60_000,
    githubApi: values.RUSTINE_GITHUB_API_URL.replace(/\/+$/, ''),
    s3: {
      endpoint: values.AWS_ENDPOINT_URL_S3?.replace(/\/+$/, '') ?? null,
      region: values.AWS_REGION ?? null,
      keys:
        accessKeyId === undefined || secretAccessKey === undefined
          ? null
          : { accessKeyId, secretAccessKey, ...session },
    },
  };
}

function defaultStateDir(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(env['ProgramData'] ?? 'C:\\ProgramData', 'Rustine', 'Agent');
  return process.getuid?.() === 0 ? '/var/lib/rustine-agent' : join(homedir(), '.local', 'state', 'rustine-agent');
}

const inherited =
  /^(APT_CONFIG|HOME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|USER|LOGNAME|SHELL|https?_proxy|no_proxy|all_proxy|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SystemRoot|windir|TEMP|TMP|ProgramData|ComSpec|PATHEXT)$/;
/** An ordinary user's path often lacks these, and package managers' own helpers stand there. */
const systemPaths = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function scriptEnvironmentOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && inherited.test(name)) kept[name] = value;
  kept['HOME'] ??= homedir();
  const path = env['PATH'] ?? env['Path'] ?? '';
  if (process.platform === 'win32') return { ...kept, PATH: path };
  const parts = path.split(':').filter((part) => part !== '');
  return { ...kept, PATH: [...parts, ...systemPaths.filter((part) => !parts.includes(part))].join(':') };
}

/** Windows' own folders, which are rarely, but at times, somewhere else. */
export function readWindowsFolders(env: NodeJS.ProcessEnv = process.env): WindowsFolders {
  return {
    programFiles: env['ProgramFiles'] ?? String.raw`C:\Program Files`,
    programData: env['ProgramData'] ?? String.raw`C:\ProgramData`,
    system: win32.join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32'),
  };
}
