import type { CommandContext } from '../../command-context.ts';
import { programArguments } from '../../processes/program-paths.ts';
import { runForeground } from '../../processes/run-foreground.ts';

/** The agent reads RUSTINE_URL, RUSTINE_AGENT_STATE_DIR and the enrolment token from the environment, as it does without us. */
export async function runAgent({ config }: CommandContext, verb: 'enroll' | 'run'): Promise<number> {
  const args = verb === 'run' ? [verb, '--exit-with-parent'] : [verb];
  return runForeground(programArguments(config.root, 'agent', args), config.environment);
}
