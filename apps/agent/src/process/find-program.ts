import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, win32 } from 'node:path';

/** Where a program is: at its absolute path, or in the first folder of the path that has it. Null when it is nowhere. */
export function findProgram(name: string, path: string): string | null {
  if (isAbsolute(name) || win32.isAbsolute(name)) return isProgram(name) ? name : null;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const names = process.platform === 'win32' ? [name, `${name}.exe`] : [name];
  for (const folder of folders) {
    const found = names.map((each) => join(folder, each)).find(isProgram);
    if (found !== undefined) return found;
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
