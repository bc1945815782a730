import type { RenderedFolder, RenderedStep } from '@rustine/domain';
import { renderFields } from '../../output/fields.ts';
import { plain } from '../../output/plain.ts';

/** A step for people. */
export function renderStepText(step: RenderedStep): string {
  const controls = [
    ...(step.onFailure === undefined ? [] : [['on failure', step.onFailure] as const]),
    ...(step.onSuccess === undefined ? [] : [['on success', step.onSuccess] as const]),
    ...(step.finallyStep ? [['finally', 'runs even after an exit'] as const] : []),
  ];
  const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
  return (
    plain(`${step.name} (${step.action})\n`) +
    indented(renderFields([...whatHappens(step), ...controls])) +
    scriptOf(step)
  );
}

function whatHappens(step: RenderedStep): (readonly [string, string])[] {
  switch (step.kind) {
    case 'skip':
      return [['skipped', step.reason]];
    case 'fail':
      return [['fails', step.reason]];
    case 'action':
      return [['inputs', JSON.stringify(step.inputs)]];
    case 'script': {
      const { programs, environment, args, fileName } = step.script;
      const variables = Object.entries(environment).map(([name, value]) =>
        value === null ? (['without', name] as const) : (['environment', `${name}=${value}`] as const),
      );
      return [
        ['runs', [programs.join(' or '), ...args(`<step's folder>/${fileName}`)].join(' ')],
        ['folder', folderOf(step.workingDirectory)],
        ['time-out', `${step.timeoutSeconds} s`],
        ...variables,
      ];
    }
    default:
      return step satisfies never;
  }
}

function folderOf({ kind, path }: RenderedFolder): string {
  if (kind === 'absolute') return path;
  return path === '' ? "the step's own" : `downloads/${path} if an earlier step made it, else the step's own`;
}

function scriptOf(step: RenderedStep): string {
  if (step.kind !== 'script') return '';
  const lines = new TextDecoder().decode(step.script.content).replace(/\n$/, '').split('\n');
  return lines.map((line) => plain(`  | ${line}\n`)).join('');
}
