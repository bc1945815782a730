import { CopyButton } from './copy-button.tsx';
import classes from './command-line.module.css';

/** A command to type, and a way not to type it. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className={classes.root}>
      <code className={classes.command}>{command}</code>
      <CopyButton value={command} what={command} />
    </div>
  );
}
