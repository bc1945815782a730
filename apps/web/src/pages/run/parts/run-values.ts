import type { DocumentParameter, RunCommandRequest } from '@rustine/sdk';
import type { Places } from '../../../components/field-faults/places.ts';
import {
  givenValues,
  parameterPlaces,
  type ParameterTexts,
} from '../../../components/parameter-form/parameter-texts.ts';
import {
  emptyTargets,
  targetPlaces,
  targetsOf,
  type TargetDraft,
  type TargetField,
} from '../../../components/target-form/target-draft.ts';

/** All that the form holds; parameters by name, a list line by line. */
export interface RunValues extends TargetDraft {
  readonly parameters: ParameterTexts;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly comment: string;
}

export const emptyRun: RunValues = {
  ...emptyTargets,
  parameters: {},
  maxConcurrency: '50',
  maxErrors: '0',
  comment: '',
};

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
  const parameters = givenValues(subject.parameters, values.parameters);
  if (parameters === null) return null;
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

export type RunField = 'maxConcurrency' | 'maxErrors' | 'comment' | `targets.${TargetField}` | `parameters.${string}`;

/** Where each field of the form is sent. */
export function placesOfRun(parameters: readonly DocumentParameter[]): Places<RunField> {
  return {
    ...targetPlaces,
    ...parameterPlaces(parameters),
    maxConcurrency: 'maxConcurrency',
    maxErrors: 'maxErrors',
    comment: 'comment',
  };
}
