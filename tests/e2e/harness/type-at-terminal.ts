import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cleanEnvironment, type CommandPlace } from './run-command.ts';
import { root } from './run-process.ts';

/** script(1) makes a terminal. */
export const hasTerminal = existsSync('/usr/bin/script');

/**
 * Runs a shell command at a terminal of 200 columns, and presses the keys once it shows the prompt. Answers all that the
 * terminal showed.
 */
export async function typeAtTerminal(
  command: string,
  { prompt, keys, place }: { readonly prompt: string; readonly keys: string; readonly place: CommandPlace },
): Promise<{ readonly code: number | null; readonly shown: string }> {
  const child = spawn('script', ['-qec', `stty cols 200; exec ${command}`, '/dev/null'], {
    cwd: place.cwd ?? root,
    env: cleanEnvironment({ TERM: 'xterm', ...place.env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let pressed = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk;
    if (pressed || !shown.includes(prompt)) return;
    pressed = true;
    child.stdin.write(keys);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  child.stdin.end();
  return { code, shown };
}
