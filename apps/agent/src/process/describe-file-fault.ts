import { dirname } from 'node:path';

/** What a file system's refusal means to the person who has to mend it. */
export function describeFileFault(error: unknown, path: string): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOSPC':
      return `the disk that holds ${dirname(path)} is full (ENOSPC)`;
    case 'EDQUOT':
      return `the disk quota for ${dirname(path)} is used up (EDQUOT)`;
    case 'EROFS':
      return `the file system that holds ${dirname(path)} is read-only (EROFS)`;
    case 'EACCES':
    case 'EPERM':
      return `the agent may not write ${path} (${code})`;
    default:
      return `${path}: ${(error as Error).message}`;
  }
}
