import type { CommandClaims } from '@rustine/contract';
import {
  planDocument,
  resolveParameters,
  validateDocument,
  type DocumentFault,
  type PlannedStep,
  type Platform,
} from '@rustine/domain';

export type PreparedDocument = { readonly steps: readonly PlannedStep[] } | { readonly fault: string };

/** From the signed text to the steps of this platform. Pure, so a restarted agent finds the same plan again. */
export function prepareDocument(claims: CommandClaims, platform: Platform): PreparedDocument {
  const { name } = claims.document;
  const read = validateDocument(claims.document.content);
  if (!read.document) return { fault: `Document ${name} is not valid: ${toText(read.faults)}` };
  const resolved = resolveParameters(read.document, claims.parameters);
  if (!resolved.values) return { fault: `The parameters do not fit document ${name}: ${toText(resolved.faults)}` };
  return { steps: planDocument({ document: read.document, parameters: resolved.values, platform }) };
}

function toText(faults: readonly DocumentFault[]): string {
  return faults.map(({ path, message, line }) => `${path}${line ? ` (line ${line})` : ''}: ${message}`).join('; ');
}
