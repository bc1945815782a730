import { parseArgs } from 'node:util';

export const usage = `Usage: rustine-agent run [--exit-with-parent]   enrols if need be, then runs until it is stopped
       rustine-agent enroll                    makes the agent's key, enrols, prints the instance id

  --exit-with-parent   stop when standard input closes

Environment: RUSTINE_URL, RUSTINE_ENROLLMENT_TOKEN or RUSTINE_ENROLLMENT_TOKEN_FILE, RUSTINE_AGENT_STATE_DIR,
RUSTINE_LOG_LEVEL, RUSTINE_LOG_FORMAT (json|text), RUSTINE_AGENT_CONCURRENCY
`;

/** The message is what the person should read, usage included. */
export class UsageError extends Error {}

type Command = 'run' | 'enroll' | 'help';

/** Throws UsageError. */
export function readArguments(argv: readonly string[]): { command: Command; exitWithParent: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'exit-with-parent': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [command, ...rest] = positionals;
    const exitWithParent = values['exit-with-parent'];
    if (values.help) return { command: 'help', exitWithParent };
    if ((command !== 'run' && command !== 'enroll') || rest.length > 0) throw new UsageError(usage);
    return { command, exitWithParent };
  } catch (error) {
    throw new UsageError(error instanceof UsageError ? usage : `${(error as Error).message}\n\n${usage}`);
  }
}
