import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything of an agent lies. Only its owner may enter: there is a private key, and output of root's scripts. */
export interface StatePaths {
  readonly root: string;
  readonly key: string;
  readonly enrollment: string;
  readonly journal: string;
  /** One folder an invocation: scripts and working files. */
  readonly orchestration: string;
  /** One folder an invocation: reports until they are published. */
  readonly reports: string;
  /** One folder an invocation: what its steps printed, until it is in the store. */
  readonly outputs: string;
  /** Kept between invocations, for the scripts ($RUSTINE_STATE_DIR). */
  readonly scriptState: string;
  /** Where a running agent answers what it is doing: a UNIX socket, on Windows a named pipe. */
  readonly status: string;
  /** When the server was heard last, for when no agent runs. */
  readonly contact: string;
}

/** The paths alone; nothing is made. */
export function statePathsOf(root: string): StatePaths {
  return {
    root,
    key: join(root, 'agent-key.json'),
    enrollment: join(root, 'enrollment.json'),
    journal: join(root, 'journal.sqlite'),
    orchestration: join(root, 'orchestration'),
    reports: join(root, 'reports'),
    outputs: join(root, 'outputs'),
    scriptState: join(root, 'script-state'),
    status: process.platform === 'win32' ? pipeOf(root) : join(root, 'agent.sock'),
    contact: join(root, 'last-contact.json'),
  };
}

/** Makes what is missing of the folders. */
export function makeStatePaths(root: string): StatePaths {
  const paths = statePathsOf(root);
  for (const folder of [paths.root, paths.orchestration, paths.reports, paths.outputs, paths.scriptState]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return paths;
}

/** Pipes have names, not places, so the place becomes the name. */
function pipeOf(root: string): string {
  return `\\\\.\\pipe\\rustine-agent-${createHash('sha256').update(root.toLowerCase()).digest('hex').slice(0, 16)}`;
}
