import { pino } from 'pino';
import { readConfig, type ServerConfig } from './config.ts';
import { startServer } from './start-server.ts';

/** A stop that takes longer than this, in milliseconds, is cut short; what was not finished is taken up at the next start. */
const STOP_MS_MAX = 15_000;

/** What an operator is told of an error at start: for the usual ones, what to do. */
function explain(error: unknown, config: ServerConfig): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${config.port} on ${config.host} is taken by another program. Stop it, or choose another port with RUSTINE_PORT.`;
  }
  return message;
}

async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2));
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const starting = startServer(config, log);
  let stopping = false;

  const end = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'the server stops');
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    // A start that is under way is let finish: half started parts could not be stopped in order.
    const started = await starting.catch(() => undefined);
    await started?.stop();
    process.exit(started === undefined ? 1 : 0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
  if (config.exitWithParent) {
    process.stdin.resume();
    process.stdin.on('end', () => void end('the program that started it has ended'));
    process.stdin.on('error', () => void end('the program that started it has ended'));
  }
  try {
    await starting;
  } catch (error) {
    log.debug({ err: error }, 'start failed');
    log.fatal(explain(error, config));
    process.exit(1);
  }
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
