import { createRedactor } from '@rustine/domain';
import { PowerFault, type PowerProvider } from './power-provider.ts';

/** Characters of a provider's message that are kept. */
const MESSAGE_MAX = 600;

interface GuardOptions {
  readonly name: string;
  /** What no message may hold. */
  readonly secrets: readonly string[];
  readonly callSeconds: number;
}

/** Every call ends in time, and every failure is a PowerFault: one line, the provider's name first, no secret in it. */
export function guardProvider(provider: PowerProvider, { name, secrets, callSeconds }: GuardOptions): PowerProvider {
  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const fault = new PowerFault('TRANSIENT', `no answer within ${callSeconds} seconds`);
      timer = setTimeout(() => reject(fault), callSeconds * 1000);
    });
    try {
      return await Promise.race([call(), late]);
    } catch (error) {
      throw asFault(error, { name, secrets });
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    state: (ref) => guard(() => provider.state(ref)),
    start: (ref) => guard(() => provider.start(ref)),
    stop: (ref, how) => guard(() => provider.stop(ref, how)),
  };
}

/** What is no provider's own fault (a network, a key that cannot be read now) may be another time. */
export function asFault(error: unknown, { name, secrets }: Pick<GuardOptions, 'name' | 'secrets'>): PowerFault {
  const kind = error instanceof PowerFault ? error.kind : 'TRANSIENT';
  return new PowerFault(kind, `${name}: ${trim(withoutSecrets(messageOf(error), secrets))}`);
}

/** A network error says what happened in its cause, or in the first of its several errors. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const cause =
    error.cause instanceof Error && !error.message.includes(error.cause.message) ? messageOf(error.cause) : '';
  return [error.message, cause].filter((part) => part !== '').join(': ');
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const redactor = createRedactor(secrets);
  return Buffer.concat([redactor.push(Buffer.from(text)), redactor.end()]).toString('utf8');
}

function trim(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MESSAGE_MAX ? line : `${line.slice(0, MESSAGE_MAX)}…`;
}
