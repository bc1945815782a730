import { execFile } from 'node:child_process';

export interface ToolEnd {
  /** Null when it could not be started or did not end in time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the system's own programs and answers what it said; never throws on how it ended. */
export async function runTool(file: string, args: readonly string[], timeoutMs = 60_000): Promise<ToolEnd> {
  return await new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: timeoutMs, killSignal: 'SIGKILL', env: { ...process.env, LC_ALL: 'C.UTF-8' }, windowsHide: true },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr: stderr || (code === null ? (error?.message ?? '') : '') });
      },
    );
  });
}
