import { readFileSync } from 'node:fs';
import { EnrollResponse } from '@rustine/contract';
import { z } from 'zod';
import { writeDurably } from '../journal/write-durably.ts';

/** What the agent knows of its server since it enrolled. The command keys are pinned: no later answer can change them. */
export const Enrollment = z.object({ ...EnrollResponse.shape, serverUrl: z.url() });
export type Enrollment = z.infer<typeof Enrollment>;

/** Null before the enrolment. Throws when the file is damaged: guessing would mean enrolling twice. */
export function readEnrollment(path: string): Enrollment | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return Enrollment.parse(JSON.parse(text));
}

export function keepEnrollment(path: string, enrollment: Enrollment): void {
  writeDurably(path, `${JSON.stringify(enrollment, null, 2)}\n`, 0o600);
}
