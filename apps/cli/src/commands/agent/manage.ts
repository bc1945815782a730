import { existsSync } from 'node:fs';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { agentBinary, programArguments } from '../../processes/program-paths.ts';
import { runToEnd } from '../../processes/run-foreground.ts';

/**
 * Has the agent's own program do it. What is installed is the one-file agent, so install runs that; the others look and
 * remove, which the sources do as well. @throws CliError
 */
export async function manageAgent(
  { config }: CommandContext,
  verb: 'install' | 'uninstall' | 'status' | 'doctor',
  options: readonly string[],
): Promise<number> {
  if (verb !== 'install' || options.includes('--binary') || options.includes('--help')) {
    const argv = programArguments(config.root, 'agent', [verb, ...options]);
    return await runToEnd(process.execPath, argv, config.environment);
  }
  const binary = agentBinary(config.root);
  if (existsSync(binary)) return await runToEnd(binary, [verb, ...options], config.environment);
  throw new CliError(
    'The agent is not built yet: run "npm run build:agent" first, or name a built one with --binary FILE.',
    exitCodes.FAILED,
  );
}
