import type { Invocation } from '@rustine/sdk';
import type { OutputStream } from '../command-context.ts';
import { createLineAssembler, type OutputLine } from '../follow/assemble-lines.ts';
import type { ToldFeed } from '../follow/follow-feed.ts';
import { describeCounts } from './describe-counts.ts';
import { plain } from './plain.ts';
import { createProgress } from './progress.ts';

/** What a person, or the log of a program, sees of a run while it goes on. */
export interface RunView {
  show(feed: ToldFeed): void;
  note(text: string): void;
  done(): void;
  fail(): void;
  /** Takes the live line away. */
  end(): void;
}

export interface RunViewOptions {
  readonly label: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly unicode: boolean;
  /** What steps write goes to stdout; without it stdout is left to the result. */
  readonly lines: boolean;
}

/**
 * Each line that a step writes with its instance before it, `web-1 | ...` and `web-1 ! ...` for stderr, those of one step
 * in their order. Where stdout and stderr are one terminal, the counts of all states stand on a live line below.
 */
export function createRunView({ label, stdout, stderr, unicode, lines }: RunViewOptions): RunView {
  const progress = createProgress({ stream: stderr, clock: () => performance.now(), unicode });
  const step = progress.step(label);
  const assembler = createLineAssembler();
  const oneTerminal = stdout.isTTY === true && stderr.isTTY === true;
  const names = new Map<string, Set<string>>();
  let counts = '';

  /** Machines may share a name; then the end of the invocation's id tells them apart. */
  const nameOf = (name: string, invocationId: string): string =>
    (names.get(name)?.size ?? 0) > 1 ? `${name}(${invocationId.slice(-4)})` : name;

  const write = ({ invocationId, instanceName, stream, text }: OutputLine): void => {
    const line = `${nameOf(instanceName, invocationId)} ${stream === 'stdout' ? '|' : '!'} ${text}`;
    if (oneTerminal) progress.note(line);
    else stdout.write(`${line}\n`);
  };

  return {
    show({ workRequest, invocations, output, ended }) {
      for (const { id, instanceName } of invocations) {
        const name = plain(instanceName);
        names.set(name, (names.get(name) ?? new Set()).add(id));
      }
      if (lines) for (const line of assembler.add(output)) write(line);
      for (const invocation of ended) {
        if (lines) for (const line of assembler.finish(invocation.id)) write(line);
        // On a terminal the live line counts those that went well.
        if (stderr.isTTY !== true || invocation.state !== 'SUCCEEDED')
          progress.note(`${nameOf(plain(invocation.instanceName), invocation.id)}: ${describeEnd(invocation)}`);
      }
      counts = describeCounts(workRequest);
      if (stderr.isTTY === true) step.detail(counts);
    },
    note: (text) => progress.note(text),
    done: () => step.done(`${label}: ${counts}`),
    fail: () => step.fail(),
    end: () => progress.end(),
  };
}

function describeEnd({ state, reason }: Invocation): string {
  return `${state}${reason === '' ? '' : `: ${plain(reason)}`}`;
}
