import { spawn } from 'node:child_process';
import type { Account } from './account.ts';

const OUTPUT_LIMIT = 64 * 1024;

/** Runs one of PostgreSQL's tools as the account; resolves with its exit code and the tail of what it said. */
export function runTool(
  path: string,
  args: readonly string[],
  { account, timeoutMs }: { account: Account; timeoutMs: number },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      ...asAccount(account),
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Only root can change the account, and an ordinary user already is it. The environment holds nothing of ours. */
export function asAccount(account: Account): { uid?: number; gid?: number; env: Record<string, string> } {
  const env = { LC_ALL: 'C', PATH: '/usr/bin:/bin', HOME: '/nonexistent', TZ: 'UTC' };
  return process.getuid?.() === 0 ? { uid: account.uid, gid: account.gid, env } : { env };
}
