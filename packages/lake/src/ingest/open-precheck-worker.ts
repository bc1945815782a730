import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CodedError } from '@rustine/contract';
import type { Validation } from '../csv/validate-report.ts';
import type { PrecheckAnswer, PrecheckQuestion } from './precheck-messages.ts';
import type { BatchReport } from './report-batch.ts';

export interface PrecheckWorker {
  /** One question at a time. */
  ask(reports: readonly BatchReport[]): Promise<readonly (readonly [string, Validation])[]>;
  close(): void;
}

/** The sources run as they are, and then the thread has to be told where our packages have theirs. */
const fromSource = import.meta.url.endsWith('.ts');

export function openPrecheckWorker(): PrecheckWorker {
  const worker = new Worker(new URL(fromSource ? './precheck-worker.ts' : './precheck-worker.js', import.meta.url), {
    execArgv: fromSource ? ['--conditions=@rustine/source'] : [],
  });
  // It has no work of its own: it must not keep a process alive that is done.
  worker.unref();
  return {
    async ask(reports) {
      const over = new AbortController();
      worker.ref();
      try {
        worker.postMessage({ reports } satisfies PrecheckQuestion);
        const answered = once(worker, 'message', over) as Promise<[PrecheckAnswer]>;
        const [answer] = await Promise.race([answered, ended(worker, over)]);
        if ('failed' in answer) throw Object.assign(new Error(answer.failed.message), { code: answer.failed.code });
        return answer.verdicts;
      } finally {
        over.abort();
        worker.unref();
      }
    },
    close: () => void worker.terminate(),
  };
}

async function ended(worker: Worker, over: AbortController): Promise<never> {
  const [code] = (await once(worker, 'exit', over)) as [number];
  throw new CodedError('INTERNAL', `a thread that checks reports ended by itself (${code})`);
}
