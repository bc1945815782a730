import { runProgram } from '../../../process/run-program.ts';
import { PowerFault } from './power-provider.ts';

/** What a provider's program finds around itself, and no more: nothing of the server's own settings. */
const BARE_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface ToolOptions {
  readonly callMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether asking again would give the same, by exit code and words; never, unless given. */
  readonly isPermanent?: (run: { readonly code: number | null; readonly said: string }) => boolean;
}

/**
 * Runs a program that has to succeed and gives what it printed.
 * @throws PowerFault with what it wrote to stderr; PERMANENT when there is no such program.
 */
export async function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const { callMs, env = {}, isPermanent = () => false } = options;
  let run;
  try {
    run = await runProgram(program, args, { env: { ...BARE_ENVIRONMENT, ...env }, timeoutMs: callMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PowerFault('PERMANENT', `this server has no program ${program}: install it`, { cause: error });
  }
  if (run.timedOut) throw new PowerFault('TRANSIENT', `${program} did not end within ${callMs / 1000} seconds`);
  if (run.code === 0) return run.stdout;
  const said = run.stderr.trim() || run.stdout.trim();
  const kind = isPermanent({ code: run.code, said }) ? 'PERMANENT' : 'TRANSIENT';
  throw new PowerFault(kind, said || `${program} ended with exit code ${run.code}`);
}
