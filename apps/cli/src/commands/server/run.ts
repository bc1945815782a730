import type { CommandContext } from '../../command-context.ts';
import { programArguments } from '../../processes/program-paths.ts';
import { runForeground } from '../../processes/run-foreground.ts';

export async function runServer({ config }: CommandContext): Promise<number> {
  return runForeground(programArguments(config.root, 'server', ['--exit-with-parent']), {
    ...config.environment,
    RUSTINE_DATA_DIR: config.dataDir,
  });
}
