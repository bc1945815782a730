import { parentPort } from 'node:worker_threads';
import type { PrecheckAnswer, PrecheckQuestion } from './precheck-messages.ts';
import { precheckReports } from './precheck-reports.ts';

/** A thread that judges reports by their bytes, one question after the other. */
async function answer({ reports }: PrecheckQuestion): Promise<PrecheckAnswer> {
  try {
    return { verdicts: [...(await precheckReports(reports))] };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { failed: { message, code } };
  }
}

parentPort?.on('message', (question: PrecheckQuestion) => {
  void answer(question).then((given) => parentPort?.postMessage(given));
});
