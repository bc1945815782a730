import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A document that ships with Rustine; `content` is SSM schema 2.2 JSON text, the same bytes at every call. */
export interface BuiltInDocument {
  readonly name: string;
  readonly content: string;
}

/** The SSM service's limit for a document's content, in bytes. */
const CONTENT_BYTES_MAX = 65_536;

const packageFolder = resolve(import.meta.dirname, '..');
const include = /^@include (.+)$/;

/** Reads and assembles all documents of this package, in the order of their names. Throws when one is too large. */
export function builtInDocuments(): BuiltInDocument[] {
  return readdirSync(packageFolder)
    .filter((folder) => folder.startsWith('Rustine-'))
    .toSorted()
    .map((name) => ({ name, content: assemble(join(packageFolder, name, 'document.yaml')) }));
}

/** Turns `document.yaml` into JSON; an item `@include FILE` becomes the lines of that file, so that scripts stay scripts. */
function assemble(file: string): string {
  const document: unknown = parse(readFileSync(file, 'utf8'));
  const content = JSON.stringify(document, (_key, value: unknown) =>
    Array.isArray(value) ? value.flatMap((item: unknown) => expand(item, dirname(file))) : value,
  );
  const bytes = Buffer.byteLength(content);
  if (bytes > CONTENT_BYTES_MAX)
    throw new Error(`${file} assembles to ${bytes} bytes; at most ${CONTENT_BYTES_MAX} are allowed`);
  return content;
}

function expand(item: unknown, folder: string): unknown[] {
  const included = typeof item === 'string' ? include.exec(item)?.[1] : undefined;
  if (included === undefined) return [item];
  return readFileSync(resolve(folder, included), 'utf8').replace(/\n$/, '').split('\n');
}
