import type { CommandClaims } from '@rustine/contract';
import {
  planDocument,
  resolveParameters,
  validateDocument,
  type CommandDocument,
  type DocumentFault,
  type ParameterValues,
  type PlannedStep,
  type Platform,
} from '@rustine/domain';

/** What the command says, before stored values are put in: `steps` and `parameters` may refer to the parameter store. */
export interface PreparedDocument {
  readonly name: string;
  readonly document: CommandDocument;
  readonly given: CommandClaims['parameters'];
  readonly parameters: ParameterValues;
  readonly steps: readonly PlannedStep[];
}

/** Of a command, or of a step that runs another document. */
export interface DocumentToRun {
  readonly document: Pick<CommandClaims['document'], 'name' | 'content'>;
  readonly parameters: CommandClaims['parameters'];
}

/** From the signed text to the steps of this platform. Pure, so a restarted agent finds the same plan again. */
export function prepareDocument(
  claims: DocumentToRun,
  platform: Platform,
): PreparedDocument | { readonly fault: string } {
  const { name } = claims.document;
  const { document, faults } = validateDocument(claims.document.content);
  if (!document) return { fault: `Document ${name} is not valid: ${faultsToText(faults)}` };
  const given = claims.parameters;
  const resolved = resolveParameters(document, given);
  if (!resolved.values) {
    return { fault: `The parameters do not fit document ${name}: ${faultsToText(resolved.faults)}` };
  }
  const parameters = resolved.values;
  return { name, document, given, parameters, steps: planDocument({ document, parameters, platform }) };
}

export function faultsToText(faults: readonly DocumentFault[]): string {
  return faults.map(({ path, message, line }) => `${path}${line ? ` (line ${line})` : ''}: ${message}`).join('; ');
}
