import { readFileSync } from 'node:fs';
import type { StepResult } from '@rustine/domain';
import { z } from 'zod';
import { writeDurably } from '../../journal/write-durably.ts';

const Result = z.object({
  name: z.string(),
  state: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED']),
  exitCode: z.int().nullable(),
  message: z.string(),
  effect: z.enum(['continue', 'exit', 'reboot', 'stop']),
});

const Record = z.object({ name: z.string(), content: z.string(), results: z.array(Result) });

/**
 * An inner document and how far it has come, in the folder of its step: after a restart or a reboot the same text goes
 * on where it stood. Parameters are not in it, since they may be secret; the plan of the outer document has them.
 */
export interface InnerRecord {
  readonly name: string;
  readonly content: string;
  readonly results: readonly StepResult[];
}

/** Null before the first start. Throws when the file is damaged: a guess could run a step twice. */
export function readInnerRecord(path: string): InnerRecord | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return Record.parse(JSON.parse(text));
}

export function keepInnerRecord(path: string, record: InnerRecord): void {
  writeDurably(path, JSON.stringify(record), 0o600);
}
