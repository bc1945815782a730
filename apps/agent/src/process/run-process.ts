import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from './end-group.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Ends the process group when it aborts. */
  readonly signal: AbortSignal;
  /** Opens the gate: a line is written to the child's descriptor 3 once `onStarted` has returned. */
  readonly gated?: boolean;
  /** Called with the group's identity right after the start, before the gate opens. */
  readonly onStarted: (identity: ProcessIdentity) => void;
  readonly onOutput: (stream: OutputStream, bytes: Buffer) => void;
}

export type ProcessEnd =
  | { readonly how: 'exited'; readonly exitCode: number }
  | { readonly how: 'killed'; readonly signal: string }
  | { readonly how: 'timed-out' }
  | { readonly how: 'aborted' }
  | { readonly how: 'not-started'; readonly reason: string };

/** Quiet time after which a pipe that some daemon still holds is let go; no output of the process itself is lost by it. */
const PIPE_QUIET_MS = 250;
const PIPE_DRAIN_MS_MAX = 5000;
const EXIT_MS_MAX = 2000;

/**
 * Runs one program in a process group of its own, without standard input. Ends it (whole group) on time-out or abort.
 * It answers when the program itself has ended, even if a daemon that it started keeps the output pipes open.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  if (request.signal.aborted) return { how: 'aborted' };
  const child = spawn(request.file, request.args, {
    cwd: request.cwd,
    env: request.env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', request.gated ? 'pipe' : 'ignore'],
  });
  const failure = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => resolve({ how: 'not-started', reason: error.message }));
  });
  const pid = child.pid;
  if (pid === undefined) return await failure;

  const lastOutputAt = listen(child, request.onOutput);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (exitCode, signal) =>
      resolve(exitCode === null ? { how: 'killed', signal: signal ?? 'unknown' } : { how: 'exited', exitCode }),
    );
  });
  try {
    request.onStarted(identifyProcess(pid));
  } catch (error) {
    // What cannot be journalled must not run; the closed gate keeps it from starting even if this agent dies here.
    await endGroup(pid, 0);
    throw error;
  }
  if (request.gated) openGate(child);

  const stop = waitForStop(request);
  const first = await Promise.race([exited, stop.happened, failure]);
  stop.forget();
  if (first.how === 'timed-out' || first.how === 'aborted') {
    await endGroup(pid, request.graceMs);
    // Even SIGKILL waits for a process in uninterruptible sleep; the agent does not.
    await Promise.race([exited, sleep(EXIT_MS_MAX)]);
  }
  await drain(child, closed, lastOutputAt);
  return first;
}

function listen(child: ChildProcess, onOutput: ProcessRequest['onOutput']): () => number {
  let last = performance.now();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (bytes: Buffer) => {
      last = performance.now();
      onOutput(stream, bytes);
    });
    child[stream]?.on('error', () => undefined);
  }
  return () => last;
}

function openGate(child: ChildProcess): void {
  const gate = child.stdio[3] as Writable;
  // The child may be gone already; its exit tells the story, not the broken pipe.
  gate.on('error', () => undefined);
  gate.end('go\n');
}

function waitForStop(request: ProcessRequest): { happened: Promise<ProcessEnd>; forget: () => void } {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  const timer = setTimeout(() => resolve({ how: 'timed-out' }), request.timeoutMs);
  const onAbort = () => resolve({ how: 'aborted' });
  request.signal.addEventListener('abort', onAbort, { once: true });
  if (request.signal.aborted) onAbort();
  const forget = () => {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', onAbort);
  };
  return { happened: promise, forget };
}

async function drain(child: ChildProcess, closed: Promise<void>, lastOutputAt: () => number): Promise<void> {
  const isClosed = closed.then(() => true);
  const started = performance.now();
  while (!(await Promise.race([isClosed, sleep(PIPE_QUIET_MS / 5, false)]))) {
    // Let a poll phase pass, so that bytes already waiting in the pipe count as output even on a busy machine.
    await nextTurn();
    const now = performance.now();
    const quiet = now - Math.max(started, lastOutputAt()) > PIPE_QUIET_MS;
    if (quiet || now - started > PIPE_DRAIN_MS_MAX) {
      child.stdout?.destroy();
      child.stderr?.destroy();
      return;
    }
  }
}
