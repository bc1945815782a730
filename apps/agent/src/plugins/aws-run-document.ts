import { join } from 'node:path';
import {
  planInnerDocument,
  readInputs,
  runDocumentInputs,
  type InnerDocument,
  type RunDocumentInputs,
  type StepExit,
} from '@rustine/domain';
import { prepareDocument } from '../execute/prepare-document.ts';
import type { StopReason } from '../execute/stop-reason.ts';
import { DocumentRefusedError } from './run-document/document-refused-error.ts';
import { keepInnerRecord, readInnerRecord, type InnerRecord } from './run-document/inner-record.ts';
import { readLocalDocument } from './run-document/read-local-document.ts';
import { runInnerSteps } from './run-document/run-inner-steps.ts';
import type { FindPlugin, StepContext, StepPlugin } from './step-plugin.ts';

/** Runs another document in a step's place; what its steps print is the step's output. */
export function awsRunDocument(findPlugin: FindPlugin): StepPlugin {
  return {
    // What the inner document does is known only when it is there.
    exclusive: true,
    async run(context) {
      const read = readInputs(runDocumentInputs, context.inputs);
      if (read.inputs === undefined) {
        return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
      }
      const plan = planInnerDocument(read.inputs, context.depth);
      switch (plan.kind) {
        case 'nothing':
          return { kind: 'exited', exitCode: 0 };
        case 'fail':
          return { kind: 'not-run', reason: plan.reason };
        case 'run':
          return await runWithin(read.inputs.timeoutSeconds, context, (limited) => runNamed(plan, limited, findPlugin));
        default:
          return plan satisfies never;
      }
    },
  };
}

/** Ends the inner document when its time is over; the time counts anew after a restart of the agent or the machine. */
async function runWithin(
  seconds: number | null,
  context: StepContext,
  run: (context: StepContext) => Promise<StepExit>,
): Promise<StepExit> {
  if (seconds === null) return await run(context);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort('timed-out' satisfies StopReason), seconds * 1000);
  try {
    const exit = await run({ ...context, signal: AbortSignal.any([context.signal, late.signal]) });
    const isLate = exit.kind === 'canceled' && late.signal.aborted && !context.signal.aborted;
    return isLate ? { kind: 'timed-out', afterSeconds: seconds } : exit;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a document that the inputs name. */
export async function runNamed(
  { document, parameters }: Pick<RunDocumentInputs, 'document' | 'parameters'>,
  context: StepContext,
  findPlugin: FindPlugin,
): Promise<StepExit> {
  const recordPath = join(context.stepFolder, 'inner-document.json');
  let record: InnerRecord;
  try {
    record = readInnerRecord(recordPath) ?? (await begin(document, { context, recordPath }));
  } catch (error) {
    if (context.signal.aborted) return { kind: 'canceled' };
    if (error instanceof DocumentRefusedError) return { kind: 'not-run', reason: error.message.replace(/\.?$/, '.') };
    throw error;
  }
  const given = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));
  const prepared = prepareDocument({ document: record, parameters: given }, context.platform);
  if ('fault' in prepared) return { kind: 'not-run', reason: prepared.fault };
  const filled = await context.services.fillSteps(prepared, context.signal);
  if (context.signal.aborted) return { kind: 'canceled' };
  if ('fault' in filled) return { kind: 'not-run', reason: filled.fault };
  return await runInnerSteps(context, { record, recordPath, steps: filled.steps, findPlugin });
}

/** From here on the text is fixed, whatever becomes of the file or the registry meanwhile. */
async function begin(
  document: InnerDocument,
  { context, recordPath }: { readonly context: StepContext; readonly recordPath: string },
): Promise<InnerRecord> {
  const text =
    document.type === 'LocalPath'
      ? { name: document.path, content: readLocalDocument(document.path, context.invocationFolder) }
      : await context.services.fetchDocument(document, context.signal);
  const record = { name: text.name, content: text.content, results: [] };
  keepInnerRecord(recordPath, record);
  return record;
}
