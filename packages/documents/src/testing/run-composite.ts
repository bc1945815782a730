import {
  decideNext,
  planDocument,
  planInnerDocument,
  readInputs,
  resolveParameters,
  runDocumentInputs,
  scriptFor,
  settleStep,
  validateDocument,
  type StepExit,
  type StepResult,
} from '@rustine/domain';
import { builtInDocuments } from '../assemble.ts';

export interface CompositeRun {
  readonly state: string;
  /** What ran, in order: the steps that are scripts, as DOCUMENT/STEP, with their exit codes. */
  readonly scripts: string[];
  readonly stdout: string;
  /** The steps of the outermost document with their states. */
  readonly steps: string[];
}

interface Stage {
  /** Runs a script as the agent would. */
  readonly execute: (script: string) => Promise<{ readonly code: number; readonly stdout: string }>;
  /** Documents besides the built-in ones. */
  readonly others: Readonly<Record<string, string>>;
}

/** Runs a built-in document with those that it calls, by the rules of the language, its scripts by `execute`. */
export async function runComposite(
  name: string,
  parameters: Readonly<Record<string, readonly string[]>>,
  stage: Stage,
): Promise<CompositeRun> {
  const known = new Map(builtInDocuments().map((document) => [document.name, document.content]));
  for (const [other, content] of Object.entries(stage.others)) known.set(other, content);
  const scripts: string[] = [];
  let stdout = '';

  async function run(document: string, given: typeof parameters, depth: number) {
    const { document: read } = validateDocument(known.get(document) ?? '');
    if (read === undefined) throw new Error(`${document} is no document`);
    const { values, faults } = resolveParameters(read, given);
    if (values === undefined) throw new Error(`${document}: ${JSON.stringify(faults)}`);
    const steps = planDocument({ document: read, parameters: values, platform: 'linux' });
    const results: StepResult[] = [];
    for (;;) {
      const next = decideNext({ steps, results });
      if (next.kind === 'finish') return { state: next.state, results };
      if (next.kind === 'reboot') throw new Error('no reboot is played here');
      if (next.kind === 'record') results.push(next.result);
      else {
        const exit =
          next.step.action === 'aws:runDocument'
            ? await call(next.step.inputs, depth)
            : await execute(`${document}/${next.step.name}`, next.step.inputs);
        results.push(settleStep({ step: next.step, exit, platform: 'linux' }));
      }
    }
  }

  async function call(inputs: Parameters<typeof scriptFor>[0], depth: number): Promise<StepExit> {
    const read = readInputs(runDocumentInputs, inputs);
    if (read.inputs === undefined) throw new Error(JSON.stringify(read.faults));
    const plan = planInnerDocument(read.inputs, depth);
    if (plan.kind === 'nothing') return { kind: 'exited', exitCode: 0 };
    if (plan.kind === 'fail') return { kind: 'not-run', reason: plan.reason };
    if (plan.document.type !== 'SSMDocument') throw new Error('only registered documents are called here');
    const { state } = await run(plan.document.name, plan.parameters, depth + 1);
    return state === 'SUCCEEDED'
      ? { kind: 'exited', exitCode: 0 }
      : { kind: 'failed', state: 'FAILED', reason: 'It failed.' };
  }

  async function execute(place: string, inputs: Parameters<typeof scriptFor>[0]): Promise<StepExit> {
    const read = scriptFor(inputs);
    if ('fault' in read) throw new Error(read.fault);
    const { code, stdout: said } = await stage.execute(read.script.text);
    stdout += said;
    scripts.push(`${place} ${code}`);
    return { kind: 'exited', exitCode: code };
  }

  const { state, results } = await run(name, parameters, 0);
  return { state, scripts, stdout, steps: results.map((result) => `${result.name} ${result.state}`) };
}
