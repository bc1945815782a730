import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import type { ProcessIdentity } from '../../process/process-identity.ts';
import type { StepContext } from '../step-plugin.ts';
import type { StepServices } from '../step-services.ts';

export interface RehearsedStep extends Disposable {
  readonly context: StepContext;
  readonly started: ProcessIdentity[];
  readonly stop: AbortController;
  stdout(): string;
  stderr(): string;
}

export interface StepOptions extends Partial<Omit<StepContext, 'inputs' | 'services'>> {
  readonly services?: Partial<StepServices>;
}

/** A step's folders, variables and services as the agent would give them, in a folder that goes away with the test. */
export function makeStepContext(inputs: JsonObject, { services = {}, ...given }: StepOptions = {}): RehearsedStep {
  // A space in the path, since a person's home may have one.
  const root = mkdtempSync(join(tmpdir(), 'rustine step-'));
  const invocationFolder = join(root, 'invocation');
  const stepFolder = join(invocationFolder, '0-step');
  const reportsFolder = join(root, 'reports');
  for (const folder of [stepFolder, reportsFolder]) mkdirSync(folder, { recursive: true });
  const output = { stdout: '', stderr: '' };
  const started: ProcessIdentity[] = [];
  const stop = new AbortController();
  const away = (what: string) => async () => await Promise.reject(new Error(`this test has no ${what}`));
  const context: StepContext = {
    inputs,
    platform: 'linux',
    depth: 0,
    invocationFolder,
    stepFolder,
    reportsFolder,
    baseEnvironment: { PATH: process.env['PATH'] ?? '', HOME: root },
    agentEnvironment: { RUSTINE_INVOCATION_ID: 'inv-1' },
    graceMs: 2000,
    signal: stop.signal,
    services: {
      fetchDocument: away('documents'),
      publishReports: away('reports'),
      fillSteps: async ({ steps }) => ({ steps }),
      readSecret: async (secret) => (secret.kind === 'text' ? secret.text : await away('parameter store')()),
      redact: (text) => text,
      downloads: {
        bytesMax: 1024 * 1024,
        filesMax: 100,
        secondsMax: 60,
        idleMs: 20_000,
        githubApi: 'http://127.0.0.1:9',
        s3: { endpoint: null, region: null, keys: null },
      },
      ...services,
    },
    onStarted: (identity) => void started.push(identity),
    onOutput: (stream, bytes) => void (output[stream] += bytes.toString()),
    ...given,
  };
  return {
    context,
    started,
    stop,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
