import { join } from 'node:path';

/** Arguments of Node that run the server's or the agent's program; the CLI never imports them. */
export function programArguments(root: string, app: 'server' | 'agent', args: readonly string[]): string[] {
  return ['--conditions=@rustine/source', join(root, 'apps', app, 'src', 'main.ts'), ...args];
}

/** The one-file agent for this machine, where "npm run build:agent" puts it. */
export function agentBinary(root: string): string {
  const [system, suffix] = process.platform === 'win32' ? ['win', '.exe'] : [process.platform, ''];
  return join(root, 'dist', 'agent', `rustine-agent-${system}-${process.arch}${suffix}`);
}
