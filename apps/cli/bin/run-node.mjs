import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 1000;

/**
 * Runs the program in this terminal, hands it the signals that we get and ends as it ends. On Ctrl-C the terminal signals
 * both of us; the program takes signals that come together for one.
 * @param {string} node
 * @param {string[]} argv
 * @param {{ endWithParent?: boolean }} [how] endWithParent: the program also ends when whoever started us is killed. Not
 *   for what a shell starts, which may go away and leave it running on purpose.
 */
export function runNode(node, argv, { endWithParent = false } = {}) {
  const child = spawn(node, argv, {
    stdio: 'inherit',
    env: { ...process.env, RUSTINE_LAUNCHER_PID: String(process.pid) },
  });
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  if (endWithParent) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGHUP');
    }, PARENT_CHECK_MS).unref();
  }
  child.on('error', (error) => {
    process.stderr.write(`rustine: cannot run ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9)));
}
