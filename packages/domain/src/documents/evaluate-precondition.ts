import type { Json, ParameterValues, Platform, Precondition } from './document.ts';
import { interpolate } from './interpolate.ts';
import { renderGoJson } from './render-go-json.ts';

/** `met`: run it. `unmet`: skip it. `unrecognized`: the step fails, because what was meant is not known. */
export type PreconditionVerdict =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet' | 'unrecognized'; readonly reason: string };

const parameterStoreReference = /\{\{ *ssm(?:-secure)?:[^}]*\}\}/;

/**
 * Evaluates a step's precondition as Amazon's agent does (runpluginutil, evaluatePreconditions): every operator must be
 * `StringEquals` with two different arguments, one of them `platformType` or holding a document parameter. When one
 * operator is unmet and another unrecognised, unmet wins: the step is skipped.
 */
export function evaluatePrecondition(
  precondition: Precondition,
  context: { readonly parameters: ParameterValues; readonly platform: Platform },
): PreconditionVerdict {
  const verdicts = Object.entries(precondition).map(([operator, value]) =>
    operator === 'StringEquals'
      ? evaluateStringEquals(value, context)
      : unrecognized(`the operator "${operator}" is not known; only StringEquals is`),
  );
  return (
    verdicts.find((verdict) => verdict.kind === 'unmet') ??
    verdicts.find((verdict) => verdict.kind === 'unrecognized') ?? { kind: 'met' }
  );
}

function evaluateStringEquals(
  value: Json,
  { parameters, platform }: { readonly parameters: ParameterValues; readonly platform: Platform },
): PreconditionVerdict {
  if (!Array.isArray(value) || value.length !== 2) return unrecognized('StringEquals takes exactly 2 arguments');
  const [left, right] = value as [Json, Json];
  if (typeof left !== 'string' || typeof right !== 'string') return unrecognized('arguments of StringEquals are text');
  if (left === right) return unrecognized('the two arguments of StringEquals are identical');
  if (parameterStoreReference.test(left) || parameterStoreReference.test(right)) {
    return unrecognized('arguments of StringEquals cannot refer to the Parameter Store');
  }
  const resolvedLeft = asText(interpolate(left, parameters));
  const resolvedRight = asText(interpolate(right, parameters));
  if (left === 'platformType' || right === 'platformType') {
    const [wanted, resolved] = left === 'platformType' ? [right, resolvedRight] : [left, resolvedLeft];
    if (wanted !== resolved) return unrecognized('the value compared with platformType cannot hold a parameter');
    return wanted.toLowerCase() === platform ? { kind: 'met' } : unmet(left, right);
  }
  if (left === resolvedLeft && right === resolvedRight) {
    return unrecognized('at least one argument of StringEquals must hold a parameter of the document');
  }
  return resolvedLeft === resolvedRight ? { kind: 'met' } : unmet(left, right);
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : renderGoJson(value);
}

function unmet(left: string, right: string): PreconditionVerdict {
  return { kind: 'unmet', reason: `"StringEquals": [${left}, ${right}]` };
}

function unrecognized(reason: string): PreconditionVerdict {
  return { kind: 'unrecognized', reason };
}
