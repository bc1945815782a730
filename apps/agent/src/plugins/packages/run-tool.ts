import { findProgram } from '../../process/find-program.ts';
import { runProcess } from '../../process/run-process.ts';
import type { StepContext } from '../step-plugin.ts';
import type { ToolCall } from './package-manager.ts';

/** The call was ended by a cancel, a stop of the agent, or for the time it took. */
export class ToolEndedError extends Error {
  readonly how: 'aborted' | 'timed-out';

  constructor(how: 'aborted' | 'timed-out') {
    super(`the call was ended: ${how}`);
    this.how = how;
  }
}

export interface ToolEnd {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
}

/** What is read of a tool's answer; more would be no answer. */
const STDOUT_MAX = 1024 * 1024;

export interface ToolOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly secondsMax: number;
  /** Whether what it prints is part of the step's output. */
  readonly isShown: boolean;
}

/** Calls a system's tool as a part of the step. Throws ToolEndedError, or an Error when it cannot be started. */
export async function runTool(
  context: StepContext,
  { program, args }: ToolCall,
  { environment, secondsMax, isShown }: ToolOptions,
): Promise<ToolEnd> {
  const file = findProgram(program, context.baseEnvironment['PATH'] ?? '');
  if (file === null) throw new Error(`${program} is not installed on this machine`);
  let stdout = '';
  const end = await runProcess({
    file,
    args,
    cwd: context.stepFolder,
    env: { ...context.baseEnvironment, ...environment, ...context.agentEnvironment },
    timeoutMs: secondsMax * 1000,
    graceMs: context.graceMs,
    signal: context.signal,
    onStarted: context.onStarted,
    onOutput(stream, bytes) {
      if (stream === 'stdout' && stdout.length < STDOUT_MAX) stdout += bytes.toString();
      if (isShown) context.onOutput(stream, bytes);
    },
  });
  switch (end.how) {
    case 'aborted':
    case 'timed-out':
      throw new ToolEndedError(end.how);
    case 'not-started':
      throw new Error(`${program} could not be started: ${end.reason}`);
    case 'killed':
      return { exitCode: null, stdout };
    case 'exited':
      return { exitCode: end.exitCode, stdout };
    default:
      return end satisfies never;
  }
}
