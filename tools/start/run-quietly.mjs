import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Runs a program to its end; what it writes to stdout goes to our stderr.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} where
 * @returns {Promise<string | null>} null when it succeeded, else how it ended
 */
export function runQuietly(program, args, { cwd, env = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 2, 2] });
    const stop = (signal) => child.kill(signal);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (signal !== null) process.exit(130);
      resolve(code === 0 ? null : `exit code ${code}`);
    });
  });
}

/**
 * npm as a program and its first arguments: the npm that runs us, else the one in the path.
 * @returns {[string, string[]]}
 */
export function npmCommand() {
  const running = process.env.npm_execpath;
  return running?.endsWith('.js') ? [process.execPath, [running]] : ['npm', []];
}
