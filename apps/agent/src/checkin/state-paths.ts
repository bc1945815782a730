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
  /** Kept between invocations, for the scripts ($RUSTINE_STATE_DIR). */
  readonly scriptState: string;
}

export function makeStatePaths(root: string): StatePaths {
  const paths: StatePaths = {
    root,
    key: join(root, 'agent-key.json'),
    enrollment: join(root, 'enrollment.json'),
    journal: join(root, 'journal.sqlite'),
    orchestration: join(root, 'orchestration'),
    reports: join(root, 'reports'),
    scriptState: join(root, 'script-state'),
  };
  for (const folder of [paths.root, paths.orchestration, paths.reports, paths.scriptState]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  return paths;
}
