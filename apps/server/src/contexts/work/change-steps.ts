import type { AgentEvent } from '@rustine/contract';
import { appendOutput, freshOutput } from '@rustine/domain';
import type { NewPiece } from './sql/output-pieces.ts';
import type { StepRow } from './sql/steps.ts';

export type StepEvent = Extract<AgentEvent, { type: 'started' | 'step-started' | 'output' | 'step-finished' }>;

export function isOfSteps(event: AgentEvent): event is StepEvent {
  return ['started', 'step-started', 'output', 'step-finished'].includes(event.type);
}

/** Steps of one invocation by name, and the names of those that changed. */
export interface Steps {
  readonly byName: Map<string, StepRow>;
  readonly changed: Set<string>;
  /** Output that was not held yet, for those who follow. */
  readonly pieces: StepPiece[];
}

export type StepPiece = Pick<NewPiece, 'step' | 'stream' | 'startByte' | 'endByte' | 'text'>;

export function stepsOf(rows: readonly StepRow[]): Steps {
  return { byName: new Map(rows.map((row) => [row.name, row])), changed: new Set(), pieces: [] };
}

/** Applies an event to the steps in place; a step that was never announced is added at the end. */
export function changeSteps(steps: Steps, event: StepEvent): void {
  switch (event.type) {
    case 'started':
      for (const { name, action } of event.steps) put(steps, find(steps, { name, action }));
      return;
    case 'step-started': {
      const step = find(steps, { name: event.step, action: '' });
      const startedAt = step.startedAt ?? new Date(event.at);
      put(steps, { ...step, state: 'RUNNING', startedAt, finishedAt: null });
      return;
    }
    case 'output':
      putOutput(steps, event);
      return;
    case 'step-finished': {
      const step = find(steps, { name: event.step, action: '' });
      put(steps, {
        ...step,
        state: event.state,
        exitCode: event.exitCode,
        message: event.message,
        finishedAt: new Date(event.at),
        stdoutBytes: Math.max(step.stdoutBytes, event.stdoutBytes),
        stderrBytes: Math.max(step.stderrBytes, event.stderrBytes),
      });
      return;
    }
    default:
      event satisfies never;
  }
}

function put(steps: Steps, step: StepRow): void {
  steps.byName.set(step.name, step);
  steps.changed.add(step.name);
}

function putOutput(steps: Steps, event: Extract<StepEvent, { type: 'output' }>): void {
  const step = find(steps, { name: event.step, action: '' });
  const piece = freshOutput(event.stream === 'stdout' ? step.stdoutBytes : step.stderrBytes, event);
  if (piece !== null) steps.pieces.push({ step: event.step, stream: event.stream, ...piece });
  put(steps, withOutput(step, event));
}

function withOutput(step: StepRow, { stream, offset, text }: Extract<StepEvent, { type: 'output' }>): StepRow {
  const piece = { offset, text };
  if (stream === 'stdout') {
    const { head, tail, bytes } = appendOutput(
      { head: step.stdoutHead, tail: step.stdoutTail, bytes: step.stdoutBytes },
      piece,
    );
    return { ...step, stdoutHead: head, stdoutTail: tail, stdoutBytes: bytes };
  }
  const { head, tail, bytes } = appendOutput(
    { head: step.stderrHead, tail: step.stderrTail, bytes: step.stderrBytes },
    piece,
  );
  return { ...step, stderrHead: head, stderrTail: tail, stderrBytes: bytes };
}

function find(steps: Steps, { name, action }: { readonly name: string; readonly action: string }): StepRow {
  return (
    steps.byName.get(name) ?? {
      position: steps.byName.size,
      name,
      action,
      state: 'PENDING',
      exitCode: null,
      message: '',
      startedAt: null,
      finishedAt: null,
      stdoutHead: '',
      stdoutTail: '',
      stdoutBytes: 0,
      stderrHead: '',
      stderrTail: '',
      stderrBytes: 0,
    }
  );
}
