import { RE2JS } from 're2js';
import type { Json, ParameterDefinition } from './document.ts';
import { renderGoJson } from './render-go-json.ts';

/** Checks a value, given or default, against its definition; returns what is wrong in words that follow a name. */
export function checkParameterValue(definition: ParameterDefinition, value: Json): string[] {
  const faults: string[] = [];
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  for (const item of items) {
    const text = typeof item === 'string' ? item : renderGoJson(item);
    faults.push(...checkText(definition, text));
  }
  if (Array.isArray(value)) {
    if (definition.minItems !== undefined && value.length < definition.minItems) {
      faults.push(`at least ${definition.minItems} items are needed, ${value.length} were given.`);
    }
    if (definition.maxItems !== undefined && value.length > definition.maxItems) {
      faults.push(`at most ${definition.maxItems} items are allowed, ${value.length} were given.`);
    }
  }
  return faults;
}

function checkText(definition: ParameterDefinition, text: string): string[] {
  const faults: string[] = [];
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  if (definition.allowedValues !== undefined && !definition.allowedValues.includes(text)) {
    faults.push(`"${shown}" is not one of ${definition.allowedValues.join(', ')}.`);
  }
  const bytes = new TextEncoder().encode(text).length;
  if (definition.minChars !== undefined && bytes < definition.minChars) {
    faults.push(`"${shown}" is shorter than ${definition.minChars} characters.`);
  }
  if (definition.maxChars !== undefined && bytes > definition.maxChars) {
    faults.push(`"${shown}" is longer than ${definition.maxChars} characters.`);
  }
  if (definition.allowedPattern !== undefined && !matchesWhole(definition.allowedPattern, text)) {
    faults.push(`"${shown}" does not match the pattern ${definition.allowedPattern}.`);
  }
  return faults;
}

/** The whole value must match: the service full-matches before it sends, and an unanchored pattern guards nothing. */
function matchesWhole(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  return 'regex' in compiled && compiled.regex.testExact(text);
}

/**
 * Compiles an allowedPattern, or says why it cannot be. RE2 (which Amazon's agent uses too) matches in linear time, so
 * a careless pattern such as (a+)+ in a document cannot hold up the server; JavaScript's own engine backtracks.
 */
export function compilePattern(pattern: string): { readonly regex: RE2JS } | { readonly fault: string } {
  try {
    return { regex: RE2JS.compile(pattern) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'it is not a regular expression' };
  }
}
