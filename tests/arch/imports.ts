import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/** An import, type imports included: the file that has it and what it names, as a path below the root where it is one of ours. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

const sourceFolders = ['apps', 'packages'];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesBelow(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** What a source text imports, exports from, or loads later with `import()`. */
export function specifiersOf(fileName: string, text: string): string[] {
  const { module } = parseSync(fileName, text);
  return [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.map((found) =>
      text.slice(found.moduleRequest.start, found.moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    ),
  ];
}

/** Every import of the sources below `root`. */
export function arrowsOf(root: string): Arrow[] {
  const files = sourceFolders.flatMap((folder) => filesBelow(join(root, folder)));
  return files.flatMap((file) => {
    const from = relative(root, file).split(sep).join('/');
    return specifiersOf(file, readFileSync(file, 'utf8')).map((specifier) => ({
      from,
      to: specifier.startsWith('.')
        ? relative(root, resolve(dirname(file), specifier))
            .split(sep)
            .join('/')
        : specifier,
    }));
  });
}
