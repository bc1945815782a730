import type { CliConfig } from './config.ts';
import type { Connection } from './connect.ts';

export interface OutputStream {
  write(chunk: string | Uint8Array, done?: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What every command works with. Results go to `stdout`, all else to `stderr`, so a pipe gets results alone. */
export interface CommandContext {
  readonly config: CliConfig;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Connects on first use, so that a command which needs no server asks for none. */
  connection(): Promise<Connection>;
  /** Asks the person at the terminal; not there when nobody sits at one. */
  readonly askYesNo?: (question: string) => Promise<boolean>;
}
