import { join } from 'node:path';
import { CliError } from '../../cli-error.ts';
import type { CliConfig } from '../../config.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Progress } from '../../output/progress.ts';
import { createLogFile } from '../../processes/log-file.ts';
import { programArguments } from '../../processes/program-paths.ts';
import { renderLogLine } from '../../processes/render-log-line.ts';
import { supervise, type Supervised } from '../../processes/supervise.ts';

type App = 'server' | 'agent';

export interface LaunchOptions {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly busyCode?: number;
}

/** The processes of a start: launched one after the other, ended in the opposite order. */
export interface House {
  launch(app: App, options: LaunchOptions): Supervised;
  isEmpty(): boolean;
  /** Stops all, the last launched first, and resolves when they are gone. */
  stop(): Promise<void>;
  kill(): void;
}

/** Longer than the 15 seconds that the server and the agent give themselves. */
const GRACE_MS = 20_000;
const LAST_LINES = 15;

export interface HouseDependencies {
  readonly config: CliConfig;
  readonly progress: Progress;
  /** Aborted, with the reason for the person, when a process ends for good. */
  readonly run: AbortController;
}

export function createHouse({ config, progress, run }: HouseDependencies): House {
  const launched: Supervised[] = [];
  return {
    launch(app, options) {
      const log = createLogFile(join(config.dataDir, 'logs', `${app}.log`));
      const process = supervise({
        argv: programArguments(config.root, app, options.args),
        env: options.env,
        log,
        ...(options.busyCode !== undefined && { busyCode: options.busyCode }),
        onRestart: (reason) => progress.note(`The ${app} ${reason}; it is started again.`),
        onGiveUp: (reason) => {
          const said = log
            .lastLines(LAST_LINES)
            .map((line) => `    ${renderLogLine(line)}\n`)
            .join('');
          run.abort(
            new CliError(
              `The ${app} ${reason}. ${said === '' ? 'It said nothing.' : `Its last words:\n${said}`}\nIts log: ${log.path}`,
              exitCodes.FAILED,
            ),
          );
        },
      });
      launched.push(process);
      return process;
    },
    isEmpty: () => launched.length === 0,
    async stop() {
      for (const process of launched.toReversed()) await process.stop(GRACE_MS);
    },
    kill() {
      for (const process of launched) process.kill();
    },
  };
}
