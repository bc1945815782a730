import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';

/**
 * Removes the script files below an invocation's folder: values of the parameter store stand in them, and the folder
 * stays for weeks. What else the scripts left stays with it.
 */
export function removeScripts(invocationFolder: string, log: Log): void {
  try {
    // With types, because the walk then follows no link that a script made.
    for (const entry of readdirSync(invocationFolder, { recursive: true, withFileTypes: true })) {
      if (/^_script\.(sh|ps1)$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name), { force: true });
    }
  } catch (error) {
    // No step came so far as to have a folder.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    log.warn({ err: error, invocationFolder }, 'the scripts of an invocation could not be removed');
  }
}
