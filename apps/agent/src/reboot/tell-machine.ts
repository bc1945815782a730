import { runTool } from '../process/run-tool.ts';

/** Tells the machine to reboot. Answers why it will not, in a sentence, or null when it said that it would. */
export async function tellMachine(command: readonly string[] | null): Promise<string | null> {
  const [file, ...args] = command ?? [];
  if (file === undefined) return 'it has no program for it: neither systemctl nor shutdown nor reboot.';
  const { code, stderr } = await runTool(file, args);
  if (code === 0) return null;
  const said = stderr.trim().slice(0, 500);
  return `${[file, ...args].join(' ')} ${code === null ? 'did not end well' : `answered ${code}`}${said === '' ? '' : ` (${said})`}.`;
}
