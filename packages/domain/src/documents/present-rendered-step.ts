import type { RenderedStep as ToldStep } from '@rustine/contract';
import type { RenderedStep } from './render-document.ts';

/** A rendered step as the API and the command line tell it: the script as text, a byte order mark included. */
export function presentRenderedStep(step: RenderedStep): ToldStep {
  if (step.kind !== 'script') return step.kind === 'action' ? { ...step, inputs: { ...step.inputs } } : step;
  const { fileName, programs, environment, args, content } = step.script;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
  const script = { fileName, programs: [...programs], args: [...args(fileName)], environment: { ...environment } };
  return { ...step, script: { ...script, content: text } };
}
