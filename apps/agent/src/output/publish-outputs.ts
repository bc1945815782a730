import { rmSync } from 'node:fs';
import { GrantsResponse, type GrantsRequest, type OutputStreamName } from '@rustine/contract';
import { retryPassing } from '../checkin/retry.ts';
import { JournalError, type Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { StepRecord, StepRecords } from '../journal/step-records.ts';
import { bringToStore, UploadHopelessError, type StoreNeeds } from '../publish/upload-object.ts';
import { decideStream, packStream } from './collect-outputs.ts';
import { outputPath } from './keep-output.ts';
import type { OutputRecord, OutputRecords } from './output-records.ts';

export interface PublishOutputsNeeds extends StoreNeeds {
  readonly journal: Journal;
  readonly steps: StepRecords;
  readonly outbox: Outbox;
  readonly outputs: OutputRecords;
  readonly outputFolder: (invocationId: string) => string;
}

/**
 * Brings to the store what an invocation printed beyond what was told of it. It comes after the end of the run was told,
 * and changes nothing about it: what cannot be brought is told as lost. Can be stopped and begun again anywhere.
 */
export async function publishOutputs(
  needs: PublishOutputsNeeds,
  invocationId: string,
  { signal, stop }: { signal: AbortSignal; stop: AbortSignal },
): Promise<void> {
  const folder = needs.outputFolder(invocationId);
  for (const step of needs.steps.all(invocationId)) {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (stop.aborted) return;
      await noteStream(needs, { invocationId, step, stream, folder, signal, stop });
    }
  }
  for (const output of needs.outputs.all(invocationId)) {
    if (stop.aborted) return;
    if (output.state === 'ENDED') continue;
    await uploadOne(needs, invocationId, { output, signal, stop });
  }
  if (!stop.aborted) rmSync(folder, { recursive: true, force: true });
}

interface StreamOfStep {
  readonly invocationId: string;
  readonly step: StepRecord;
  readonly stream: OutputStreamName;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly stop: AbortSignal;
}

/** A stream's file goes once its compressed copy is journalled, so that a repeat finds one of the two. */
async function noteStream(needs: PublishOutputsNeeds, of: StreamOfStep): Promise<void> {
  const { invocationId, step, stream, folder, signal, stop } = of;
  const isNoted = needs.outputs
    .all(invocationId)
    .some((output) => output.position === step.position && output.stream === stream);
  if (isNoted) return;
  const fate = decideStream(step, stream, folder);
  if (fate.kind === 'told') return;
  if (fate.kind === 'lost') {
    giveUp(needs, of, 'the disk had no room for it');
    return;
  }
  try {
    const context = { ...needs, signal, doing: `compressing ${stream} of ${step.name}` };
    const output = await retryPassing(() => packStream(step, stream, fate), context);
    needs.outputs.add(invocationId, output);
    rmSync(outputPath(folder, step.position, stream), { force: true });
  } catch (error) {
    if (stop.aborted || error instanceof JournalError) throw error;
    giveUp(needs, of, `it could not be compressed: ${(error as Error).message}`);
  }
}

async function uploadOne(
  needs: PublishOutputsNeeds,
  invocationId: string,
  { output, signal, stop }: { output: OutputRecord; signal: AbortSignal; stop: AbortSignal },
): Promise<void> {
  const { path: _path, state: _state, ...announced } = output;
  const askGrant = async () => {
    const body: GrantsRequest = { invocationId, reports: [], output: announced };
    const granted = await needs.call('grants', { body, answer: GrantsResponse, signal });
    if (!granted.output) throw new UploadHopelessError('the server takes no outputs');
    return granted.output;
  };
  const doing = `publishing ${output.stream} of ${output.step}`;
  try {
    const key = await bringToStore(needs, { file: output, askGrant, doing, signal });
    needs.outputs.end(invocationId, output);
    needs.log.info({ invocationId, step: output.step, key, sizeBytes: output.sizeBytes }, 'output published');
  } catch (error) {
    if (stop.aborted || error instanceof JournalError) throw error;
    const reason = signal.aborted ? 'it could not be uploaded within 24 hours' : (error as Error).message;
    needs.journal.atomically(() => {
      tellLost(needs, { invocationId, step: output.step, stream: output.stream }, reason);
      needs.outputs.end(invocationId, output);
    });
  }
}

/** There is no file of it that could be brought, and never will be: told once. */
function giveUp(needs: PublishOutputsNeeds, { invocationId, step, stream }: StreamOfStep, reason: string): void {
  const { position, name } = step;
  const none = { path: '', sizeBytes: 0, sha256: '', contentBytes: 0, droppedBytes: 0, state: 'ENDED' } as const;
  needs.journal.atomically(() => {
    tellLost(needs, { invocationId, step: name, stream }, reason);
    needs.outputs.add(invocationId, { position, step: name, stream, ...none });
  });
}

function tellLost(
  { outbox, log }: PublishOutputsNeeds,
  { invocationId, step, stream }: { invocationId: string; step: string; stream: OutputStreamName },
  reason: string,
): void {
  log.error({ invocationId, step, stream }, `output not published: ${reason}`);
  outbox.append(invocationId, { type: 'output-lost', step, stream, reason: reason.slice(0, 2000) });
}
