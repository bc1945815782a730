import { isAbsolute } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

export const usage = `Usage: rustine-agent run [--exit-with-parent]   enrols if need be, then runs until it is stopped
       rustine-agent enroll                    makes the agent's key, enrols, prints the instance id
       rustine-agent install [options]         enrols, then runs the agent as a service of this machine
       rustine-agent uninstall [options]       stops the service and removes the agent
       rustine-agent status [--output json]    what the agent of this machine is doing
       rustine-agent doctor [--output json]    looks for what keeps the agent from working, and says what helps
       rustine-agent version [--output json]

  --exit-with-parent   run: stop when standard input closes
  --server URL         install: the server's address (else RUSTINE_URL, else the one installed before)
  --token-file FILE    install: holds the one-time token; - reads it from standard input
  --ca-file FILE       install: certificates (PEM) to trust beside the public ones
  --proxy URL          install: the proxy through which the server and the store are reached
  --prefix DIR         install: the binary goes to DIR/lib/rustine, a link to DIR/bin (default: /usr/local)
  --binary FILE        install: the one-file agent to install (default: the one that runs)
  --root DIR           install, uninstall: a system's files below DIR, as for an image; nothing is started or stopped
  --purge --yes        uninstall: also remove the identity, the journal and the settings; this machine is then unknown

Environment: RUSTINE_URL, RUSTINE_ENROLLMENT_TOKEN or RUSTINE_ENROLLMENT_TOKEN_FILE, RUSTINE_AGENT_STATE_DIR,
RUSTINE_LOG_LEVEL, RUSTINE_LOG_FORMAT (json|text), RUSTINE_AGENT_CONCURRENCY, RUSTINE_CA_FILE, HTTPS_PROXY, HTTP_PROXY,
NO_PROXY
`;

/** The message is what the person should read, usage included. */
export class UsageError extends Error {}

export interface InstallArguments {
  readonly server: string | null;
  readonly tokenFile: string | null;
  readonly caFile: string | null;
  readonly proxy: string | null;
  readonly prefix: string;
  readonly binary: string | null;
  readonly root: string | null;
}

export interface UninstallArguments {
  readonly root: string | null;
  readonly purge: boolean;
}

export type Invocation =
  | { readonly command: 'help' }
  | { readonly command: 'run'; readonly exitWithParent: boolean }
  | { readonly command: 'enroll' }
  | { readonly command: 'install'; readonly install: InstallArguments }
  | { readonly command: 'uninstall'; readonly uninstall: UninstallArguments }
  | { readonly command: 'status' | 'doctor'; readonly json: boolean }
  | { readonly command: 'version'; readonly json: boolean };

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const output = { output: { type: 'string', default: 'text' } } as const;

const options = {
  run: { 'exit-with-parent': flag },
  enroll: {},
  install: {
    server: text,
    'token-file': text,
    'ca-file': text,
    proxy: text,
    prefix: { type: 'string', default: '/usr/local' },
    binary: text,
    root: text,
  },
  uninstall: { root: text, purge: flag, yes: flag },
  status: output,
  doctor: output,
  version: output,
} as const satisfies Record<string, ParseArgsConfig['options']>;

/** Throws UsageError. */
export function readArguments(argv: readonly string[]): Invocation {
  try {
    return parse(argv);
  } catch (error) {
    throw new UsageError(error instanceof UsageError ? error.message : `${(error as Error).message}\n\n${usage}`);
  }
}

function parse(argv: readonly string[]): Invocation {
  if (argv.includes('--help') || argv.includes('-h')) return { command: 'help' };
  const [command = '', ...rest] = argv;
  const read = <T extends NonNullable<ParseArgsConfig['options']>>(known: T) =>
    parseArgs({ args: rest, options: known }).values;
  switch (command) {
    case 'run':
      return { command, exitWithParent: read(options.run)['exit-with-parent'] };
    case 'enroll':
      read(options.enroll);
      return { command };
    case 'install': {
      const values = read(options.install);
      return {
        command,
        install: {
          server: values.server ?? null,
          tokenFile: values['token-file'] ?? null,
          caFile: values['ca-file'] ?? null,
          proxy: values.proxy ?? null,
          prefix: absolute('--prefix', values.prefix),
          binary: values.binary ?? null,
          root: values.root === undefined ? null : absolute('--root', values.root),
        },
      };
    }
    case 'uninstall': {
      const { root, purge, yes } = read(options.uninstall);
      if (purge && !yes)
        throw new UsageError(
          '--purge removes the identity of this machine for good: its history stays with the server, but only a new enrolment brings it back, as another instance. Give --yes beside it if that is meant.',
        );
      return { command, uninstall: { root: root === undefined ? null : absolute('--root', root), purge } };
    }
    case 'status':
    case 'doctor':
    case 'version': {
      const { output: format } = read(options[command]);
      if (format !== 'text' && format !== 'json')
        throw new UsageError(`--output: "${format}" is neither text nor json`);
      return command === 'version' ? { command, json: format === 'json' } : { command, json: format === 'json' };
    }
    default:
      throw new UsageError(usage);
  }
}

function absolute(option: string, path: string): string {
  if (!isAbsolute(path)) throw new UsageError(`${option}: "${path}" must be an absolute path`);
  return path;
}
