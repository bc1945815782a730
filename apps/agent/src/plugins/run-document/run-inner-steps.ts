import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { decideNext, settleStep, type PlannedStep, type StepExit, type StepResult } from '@rustine/domain';
import { nameStepFolder } from '../../execute/name-step-folder.ts';
import type { FindPlugin, StepContext } from '../step-plugin.ts';
import { keepInnerRecord, type InnerRecord } from './inner-record.ts';

export interface InnerRun {
  readonly record: InnerRecord;
  readonly recordPath: string;
  readonly steps: readonly PlannedStep[];
  readonly findPlugin: FindPlugin;
}

const rebootCodes = { linux: 194, macos: 194, windows: 3010 } as const;

/**
 * Runs what is left of an inner document, each of its steps as if the outer one's folder were the document's. Ended steps
 * keep their results; one that asked for a reboot runs again. Each result is on disk before the next step begins.
 */
export async function runInnerSteps(context: StepContext, run: InnerRun): Promise<StepExit> {
  const { steps, recordPath } = run;
  const results = [...run.record.results];
  if (results.at(-1)?.effect === 'reboot') results.pop();
  const keep = (result: StepResult) => {
    results.push({ ...result, message: context.services.redact(result.message) });
    keepInnerRecord(recordPath, { ...run.record, results });
  };
  for (;;) {
    const next = decideNext({ steps, results });
    switch (next.kind) {
      case 'record':
        keep(next.result);
        break;
      case 'run': {
        if (context.signal.aborted) return { kind: 'canceled' };
        const exit = await runOne(context, { ...run, step: next.step, index: next.index });
        // A stop of the agent looks the same, and then the step runs again: nothing is kept of it.
        if (exit.kind === 'canceled') return exit;
        keep(settleStep({ step: next.step, exit, platform: context.platform }));
        break;
      }
      case 'reboot':
        return { kind: 'exited', exitCode: rebootCodes[context.platform] };
      case 'finish':
        return conclude(run.record.name, next);
      default:
        return next satisfies never;
    }
  }
}

async function runOne(
  context: StepContext,
  { step, index, findPlugin }: InnerRun & { readonly step: Extract<PlannedStep, { kind: 'run' }>; index: number },
): Promise<StepExit> {
  const plugin = findPlugin(step.action);
  if (plugin === null) return { kind: 'not-run', reason: `this agent has no plugin for ${step.action}` };
  const stepFolder = join(context.stepFolder, nameStepFolder(index, step.name));
  mkdirSync(stepFolder, { recursive: true, mode: 0o700 });
  return await plugin.run({
    ...context,
    inputs: step.inputs,
    depth: context.depth + 1,
    invocationFolder: context.stepFolder,
    stepFolder,
  });
}

interface InnerEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED';
  readonly message: string;
}

function conclude(name: string, { state, message }: InnerEnd): StepExit {
  switch (state) {
    case 'SUCCEEDED':
      return { kind: 'exited', exitCode: 0 };
    case 'CANCELED':
      return { kind: 'canceled' };
    case 'FAILED':
    case 'TIMED_OUT':
      return { kind: 'failed', state, reason: `Document ${name}: ${message}` };
    default:
      return state satisfies never;
  }
}
