import { join } from 'node:path';

/** Arguments of Node that run the server's or the agent's program; the CLI never imports them. */
export function programArguments(root: string, app: 'server' | 'agent', args: readonly string[]): string[] {
  return ['--conditions=@rustine/source', join(root, 'apps', app, 'src', 'main.ts'), ...args];
}
