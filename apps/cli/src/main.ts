import { askYesNo } from './ask-yes-no.ts';
import type { CommandContext } from './command-context.ts';
import { readConfig } from './config.ts';
import { connect, type Connection } from './connect.ts';
import { exitCodes } from './exit-codes.ts';
import { explainError } from './explain-error.ts';
import { runProgram } from './program.ts';

const config = readConfig();
let connection: Promise<Connection> | null = null;
let serverUrl: string | null = null;

const context: CommandContext = {
  config,
  stdout: process.stdout,
  stderr: process.stderr,
  async connection() {
    connection ??= connect(config);
    serverUrl = (await connection).url;
    return connection;
  },
  ...(process.stdin.isTTY &&
    process.stderr.isTTY && {
      askYesNo: (question: string) => askYesNo(question, { input: process.stdin, output: process.stderr }),
    }),
};

// The reader of a pipe may leave early (`| head`); that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.OK);
});

try {
  process.exitCode = await runProgram(context, process.argv.slice(2));
} catch (error) {
  const { message, exitCode } = explainError(error, serverUrl);
  process.stderr.write(`rustine: ${message}\n`);
  if (config.debug) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = exitCode;
}
