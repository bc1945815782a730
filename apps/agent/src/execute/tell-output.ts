import type { Outbox } from '../journal/outbox.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { StepRecord, StepRecords } from '../journal/step-records.ts';
import { keepOutput } from '../output/keep-output.ts';
import { captureOutput, type CaptureLimits, type OutputPiece } from '../process/capture-output.ts';
import type { OutputStream } from '../process/run-process.ts';

/** Head and tail of each stream of a step; a piece is one event (contract: at most 65,536 characters). */
export const outputCapture: CaptureLimits = {
  headBytesMax: 256 * 1024,
  tailBytesMax: 256 * 1024,
  pieceBytesMax: 60 * 1024,
};

const FLUSH_MS = 500;

export interface OutputTeller {
  readonly take: (stream: OutputStream, bytes: Buffer) => void;
  /** Stops the clock and answers what is left, to be stored by the caller together with the step's end. */
  finish(): { stdoutBytes: number; stderrBytes: number; store: () => void };
}

export interface TellerNeeds {
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly steps: StepRecords;
  /** Where the whole output lies until it is in the store. */
  readonly outputFolder: (invocationId: string) => string;
  /** The journal could not be written; nobody awaits a timer, so the fault is handed on. */
  readonly onFault: (error: unknown) => void;
}

/** Turns a step's output into events while it runs; a later attempt goes on counting where the earlier one stood. */
export function tellOutput(needs: TellerNeeds, invocationId: string, step: StepRecord): OutputTeller {
  const captures = {
    stdout: captureOutput(outputCapture, step.stdoutBytes),
    stderr: captureOutput(outputCapture, step.stderrBytes),
  };
  const keeper = keepOutput(needs.outputFolder(invocationId), step.position);
  let stored = { stdout: step.stdoutBytes, stderr: step.stderrBytes };

  const store = (pieces: Record<OutputStream, OutputPiece[]>) => {
    const totals = { stdout: captures.stdout.totalBytes, stderr: captures.stderr.totalBytes };
    const isSame = totals.stdout === stored.stdout && totals.stderr === stored.stderr;
    if (isSame && pieces.stdout.length + pieces.stderr.length === 0) return;
    needs.journal.atomically(() => {
      for (const stream of ['stdout', 'stderr'] as const) {
        for (const { offset, text } of pieces[stream]) {
          needs.outbox.append(invocationId, { type: 'output', step: step.name, stream, offset, text });
        }
      }
      needs.steps.noteOutput(invocationId, step.position, totals);
    });
    stored = totals;
  };
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      needs.onFault(error);
    }
  };
  const timer = setInterval(
    () => guarded(() => store({ stdout: captures.stdout.flush(), stderr: captures.stderr.flush() })),
    FLUSH_MS,
  );

  return {
    take(stream, bytes) {
      keeper.take(stream, bytes);
      const pieces = captures[stream].push(bytes);
      if (pieces.length > 0) guarded(() => store({ stdout: [], stderr: [], [stream]: pieces }));
    },
    finish() {
      clearInterval(timer);
      keeper.close();
      const rest = { stdout: captures.stdout.end(), stderr: captures.stderr.end() };
      return {
        stdoutBytes: captures.stdout.totalBytes,
        stderrBytes: captures.stderr.totalBytes,
        store: () => store(rest),
      };
    },
  };
}
