import { spawn, type ChildProcess } from 'node:child_process';
import { decideRestart } from './decide-restart.ts';
import type { LogFile } from './log-file.ts';

export interface SuperviseOptions {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: LogFile;
  /** Exit code by which it says that a process before it still holds its files; starting again later helps. */
  readonly busyCode?: number;
  /** It ended and will be started again. */
  readonly onRestart: (reason: string) => void;
  /** It ended and will not be started again. */
  readonly onGiveUp: (reason: string) => void;
}

export interface Supervised {
  /** Of the life that runs now; undefined between two lives. */
  readonly pid: number | undefined;
  /** It is of service: from now on every end of it is a crash that a new start may heal. */
  markReady(): void;
  /** Asks it to end (SIGTERM), kills it after `graceMs`, and resolves when it is gone. It is not started again. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
}

/**
 * Keeps a process running. It has a session of its own, so the terminal's Ctrl-C reaches only us and we choose the order
 * of ending; and a pipe for stdin, which closes when we are gone, however that happened.
 */
export function supervise(options: SuperviseOptions): Supervised {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let ready = false;
  let crashes = 0;
  let gone = Promise.resolve();

  function launch(): void {
    timer = null;
    const startedAt = performance.now();
    const output = options.log.open();
    const launched = spawn(process.execPath, options.argv, {
      stdio: ['pipe', output, output],
      env: options.env,
      detached: true,
    });
    options.log.close(output);
    launched.stdin?.on('error', () => {});
    child = launched;
    gone = new Promise((resolve) => {
      launched.once('error', (error) => {
        child = null;
        options.onGiveUp(`cannot be started: ${error.message}`);
        resolve();
      });
      launched.once('exit', (code, signal) => {
        child = null;
        resolve();
        if (!stopping) settle({ code, signal, ranMs: performance.now() - startedAt });
      });
    });
  }

  function settle(ended: { code: number | null; signal: NodeJS.Signals | null; ranMs: number }): void {
    const decision = decideRestart({
      ...ended,
      wasReady: ready,
      wasBusy: ended.code !== null && ended.code === options.busyCode,
      crashes,
    });
    switch (decision.kind) {
      case 'restart':
        crashes = decision.crashes;
        timer = setTimeout(launch, decision.delayMs);
        options.onRestart(
          ended.signal === null ? `ended with exit code ${ended.code}` : `was killed (${ended.signal})`,
        );
        return;
      case 'give-up':
        stopping = true;
        options.onGiveUp(decision.reason);
        return;
      default:
        decision satisfies never;
    }
  }

  launch();
  return {
    get pid() {
      return child?.pid;
    },
    markReady() {
      ready = true;
    },
    async stop(graceMs) {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      const running = child;
      running?.kill('SIGTERM');
      const late = setTimeout(() => running?.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(late);
    },
    kill() {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      child?.kill('SIGKILL');
    },
  };
}
