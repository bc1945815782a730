/** A JSON value, as a document's inputs and parameters hold it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Something wrong in a document or in the parameters given for it. `line` and `column` count from 1 and are absent
 * where there is no text to point into (parameters given at run time). `path` names the place (`mainSteps[0].inputs`).
 */
export interface DocumentFault {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export const platforms = ['linux', 'windows', 'macos'] as const;
export type Platform = (typeof platforms)[number];

export const parameterTypes = ['String', 'StringList', 'Boolean', 'Integer', 'MapList', 'StringMap'] as const;
export type ParameterType = (typeof parameterTypes)[number];

export interface ParameterDefinition {
  readonly type: ParameterType;
  readonly description: string;
  /** Absent when the document gives none: then a value must be given. */
  readonly default?: Json;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minChars?: number;
  readonly maxChars?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The value reaches scripts as the environment variable `SSM_<name>`, never as a part of their text. */
  readonly interpolationType?: 'ENV_VAR';
}

/** What a precondition's operator maps to: kept as written, because an unknown operator fails the step, not the document. */
export type Precondition = JsonObject;

export interface DocumentStep {
  readonly name: string;
  readonly action: string;
  readonly inputs: JsonObject;
  readonly precondition?: Precondition;
  /** Schema 1.2 only: a list of inputs that run one after the other, one map of inputs, or text that becomes either. */
  readonly properties?: Json;
}

/** Those that Amazon's agent reads as Command documents; 2.0.1 to 2.0.3 follow the rules of 2.0. */
export const schemaVersions = ['1.2', '2.0', '2.0.1', '2.0.2', '2.0.3', '2.2'] as const;
export type SchemaVersion = (typeof schemaVersions)[number];

/** A document that passed `validateDocument`. Parameters keep the order of the text. */
export interface CommandDocument {
  readonly schemaVersion: SchemaVersion;
  readonly description: string;
  readonly parameters: ReadonlyMap<string, ParameterDefinition>;
  /** In the order of the text; of a 1.2 document one for each plugin of `runtimeConfig`. */
  readonly steps: readonly DocumentStep[];
}

/** Values of all the document's parameters, defaults included; a list parameter is an array, a map an object. */
export type ParameterValues = ReadonlyMap<string, Json>;
