import type { DocumentParameter, RunCommandRequest } from '@rustine/sdk';
import { readLabels } from '../../../components/label-list/read-labels.ts';

export const targetKinds = ['instances', 'groups', 'labels', 'compartment', 'all'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** All that the form holds; parameters by name, a list line by line. */
export interface RunValues {
  readonly targetKind: TargetKind;
  readonly instanceIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly labels: readonly string[];
  readonly compartmentId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly comment: string;
}

export const emptyRun: RunValues = {
  targetKind: 'instances',
  instanceIds: [],
  groupIds: [],
  labels: [],
  compartmentId: '',
  parameters: {},
  maxConcurrency: '50',
  maxErrors: '0',
  comment: '',
};

/** What a parameter's field shows until a person writes another value. */
export function shownValue(parameter: DocumentParameter, values: RunValues): string {
  return values.parameters[parameter.name] ?? parameter.default.join('\n');
}

export interface RunSubject {
  readonly documentName: string;
  readonly documentVersion: number;
  readonly parameters: readonly DocumentParameter[];
  /** It holds all others; null until it is known. */
  readonly rootCompartmentId: string | null;
  /** One for each time that the form is shown: a second click starts nothing twice. */
  readonly idempotencyKey: string;
}

/** The request that the form stands for; null while it names no targets or lacks a required parameter. */
export function toRequest(subject: RunSubject, values: RunValues): RunCommandRequest | null {
  const targets = targetsOf(values, subject.rootCompartmentId);
  if (targets === null) return null;
  const parameters: Record<string, string[]> = {};
  for (const parameter of subject.parameters) {
    const given = values.parameters[parameter.name];
    // What was not touched is left to the document, whose default it is.
    if (given === undefined || given === parameter.default.join('\n')) {
      if (parameter.required) return null;
      continue;
    }
    parameters[parameter.name] = valuesOf(parameter, given);
  }
  const comment = values.comment.trim();
  return {
    documentName: subject.documentName,
    documentVersion: subject.documentVersion,
    targets,
    parameters,
    maxConcurrency: values.maxConcurrency.trim(),
    maxErrors: values.maxErrors.trim(),
    ...(comment !== '' && { comment }),
    idempotencyKey: subject.idempotencyKey,
  };
}

function valuesOf({ type }: DocumentParameter, text: string): string[] {
  return type === 'StringList' || type === 'MapList' ? text.split('\n').filter((line) => line !== '') : [text];
}

function targetsOf(values: RunValues, root: string | null): NonNullable<RunCommandRequest['targets']> | null {
  switch (values.targetKind) {
    case 'instances':
      return values.instanceIds.length === 0 ? null : { instanceIds: [...values.instanceIds] };
    case 'groups':
      return values.groupIds.length === 0 ? null : { groupIds: [...values.groupIds] };
    case 'labels': {
      const labels = readLabels(values.labels);
      return labels === null || values.labels.length === 0 ? null : { labels };
    }
    case 'compartment':
      return values.compartmentId === '' ? null : { compartmentId: values.compartmentId, recursive: true };
    case 'all':
      return root === null ? null : { compartmentId: root, recursive: true };
    default:
      return values.targetKind satisfies never;
  }
}
