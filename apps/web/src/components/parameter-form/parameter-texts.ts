import type { DocumentParameter } from '@rustine/sdk';
import { placesUnder, type Places } from '../field-faults/places.ts';

/** What was typed for parameters, by their name; a list line by line. */
export type ParameterTexts = Readonly<Record<string, string>>;

/** What a parameter's field shows until a person writes another value. */
export function shownValue(parameter: DocumentParameter, texts: ParameterTexts): string {
  return texts[parameter.name] ?? parameter.default.join('\n');
}

/** The values to give; what was not touched is left to the document, whose default it is. Null while a required one lacks. */
export function givenValues(
  parameters: readonly DocumentParameter[],
  texts: ParameterTexts,
): Record<string, string[]> | null {
  const given: Record<string, string[]> = {};
  for (const parameter of parameters) {
    const text = texts[parameter.name];
    if (text === undefined || text === parameter.default.join('\n')) {
      if (parameter.required) return null;
      continue;
    }
    given[parameter.name] = valuesOf(parameter, text);
  }
  return given;
}

function valuesOf({ type }: DocumentParameter, text: string): string[] {
  return type === 'StringList' || type === 'MapList' ? text.split('\n').filter((line) => line !== '') : [text];
}

/** Values that were given once, as texts to change. */
export function textsOf(values: Readonly<Record<string, readonly string[]>>): ParameterTexts {
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, each.join('\n')]));
}

/** Where what is given for each parameter is sent. */
export function parameterPlaces(
  parameters: readonly DocumentParameter[],
  sentAt = 'parameters',
): Places<`parameters.${string}`> {
  return placesUnder('parameters', Object.fromEntries(parameters.map(({ name }) => [name, name])), sentAt);
}
