import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { trimScript } from './trim-script.ts';

/** A document that ships with Rustine; `content` is SSM schema 2.2 JSON text, the same bytes at every call. */
export interface BuiltInDocument {
  readonly name: string;
  readonly content: string;
}

/** The SSM service's limit for a document's content is 65,536 bytes, the values of parameters included (ADR 0014). */
export const CONTENT_BYTES_MAX = 61_500;

const packageFolder = resolve(import.meta.dirname, '..');
const script = /^@include (.+)$/;
const part = /^@yaml (.+)$/;

/** Reads and assembles all documents of this package, in the order of their names. Throws when one is too large. */
export function builtInDocuments(): BuiltInDocument[] {
  return readdirSync(packageFolder)
    .filter((folder) => folder.startsWith('Rustine-'))
    .toSorted()
    .map((name) => ({ name, content: assemble(join(packageFolder, name, 'document.yaml')) }));
}

/**
 * Turns `document.yaml` into JSON, so that scripts stay scripts: an item `@include FILE` of a list becomes the lines of
 * that file without what only its writers need; a value `@yaml FILE` becomes what that file holds; a key `<<` stands for the keys of its value.
 */
function assemble(file: string): string {
  const content = JSON.stringify(expand(read(file), dirname(file)));
  const bytes = Buffer.byteLength(content);
  if (bytes > CONTENT_BYTES_MAX)
    throw new Error(`${file} assembles to ${bytes} bytes; at most ${CONTENT_BYTES_MAX} are allowed`);
  return content;
}

function read(file: string): unknown {
  return parse(readFileSync(file, 'utf8'));
}

function expand(value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => linesOf(item, folder));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
        const expanded = expand(inner, folder);
        return key === '<<' ? [expanded].flat().flatMap((map) => Object.entries(Object(map))) : [[key, expanded]];
      }),
    );
  const file = typeof value === 'string' ? part.exec(value)?.[1] : undefined;
  return file === undefined ? value : expand(read(resolve(folder, file)), dirname(resolve(folder, file)));
}

function linesOf(item: unknown, folder: string): unknown[] {
  const file = typeof item === 'string' ? script.exec(item)?.[1] : undefined;
  return file === undefined ? [expand(item, folder)] : trimScript(readFileSync(resolve(folder, file), 'utf8'));
}
