import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEvent } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInvocationRecords } from './invocation-records.ts';
import { JournalBusyError, openJournal } from './open-journal.ts';
import { openOutbox } from './outbox.ts';

const ids = ['inv-a', 'inv-b'];

type Action =
  | { readonly kind: 'append'; readonly id: string }
  /** A batch is sent; the request or its answer may get lost. */
  | { readonly kind: 'send'; readonly id: string; readonly size: number; readonly lost: 'no' | 'request' | 'answer' }
  | { readonly kind: 'restart' };

const id = fc.constantFrom(...ids);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), id }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      id,
      size: fc.integer({ min: 1, max: 4 }),
      lost: fc.constantFrom('no' as const, 'request' as const, 'answer' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

/** A journal on disk that can be closed and opened again, as a restarted agent does. */
function openAgent(path: string) {
  const journal = openJournal(path);
  const records = openInvocationRecords(journal);
  const outbox = openOutbox(journal, Date.now, () => undefined);
  return { journal, records, outbox };
}

describe('the outbox', () => {
  it('tells each event exactly once in effect and in order, whatever is lost and whenever the agent restarts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-outbox-'));
    let run = 0;
    try {
      fc.assert(
        fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
          const path = join(folder, `${(run += 1)}.sqlite`);
          let agent = openAgent(path);
          ids.forEach((name) => agent.records.close(name, 'DONE', Date.now()));
          const written = new Map(ids.map((name) => [name, 0]));
          const server = new Map<string, AgentEvent[]>(ids.map((name) => [name, []]));

          const send = (name: string, size: number, lost: 'no' | 'request' | 'answer') => {
            const batch = agent.outbox.batch(name, { events: size, bytes: 1_000_000 });
            const held = server.get(name) as AgentEvent[];
            if (lost === 'request' || batch.length === 0) return;
            for (const event of batch) if (event.seq === held.length + 1) held.push(event);
            if (lost === 'no') agent.outbox.acknowledge(name, held.length);
          };
          for (const step of actions) {
            if (step.kind === 'restart') {
              agent.journal.close();
              agent = openAgent(path);
            } else if (step.kind === 'send') send(step.id, step.size, step.lost);
            else {
              const count = (written.get(step.id) as number) + 1;
              written.set(step.id, count);
              agent.outbox.append(step.id, { type: 'step-started', step: String(count) });
            }
          }
          for (const name of ids) while (agent.outbox.waiting().includes(name)) send(name, 3, 'no');
          agent.journal.close();
          for (const name of ids) {
            const told = (server.get(name) as AgentEvent[]).map((event) =>
              event.type === 'step-started' ? event.step : '',
            );
            expect(told).toEqual(Array.from({ length: written.get(name) as number }, (_, index) => String(index + 1)));
          }
        }),
        { numRuns: 25 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps a batch within its bytes, but never sends nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-outbox-'));
    const { journal, records, outbox } = openAgent(join(folder, 'journal.sqlite'));
    records.close('inv-a', 'DONE', 0);
    for (const text of ['x'.repeat(1000), 'y'.repeat(1000), 'z']) {
      outbox.append('inv-a', { type: 'output', step: 's', stream: 'stdout', offset: 0, text });
    }
    expect(outbox.batch('inv-a', { events: 10, bytes: 10 }).map(({ seq }) => seq)).toEqual([1]);
    expect(outbox.batch('inv-a', { events: 10, bytes: 2300 }).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(outbox.batch('inv-a', { events: 2, bytes: 1_000_000 }).map(({ seq }) => seq)).toEqual([1, 2]);
    journal.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the journal', () => {
  it('undoes all of a transaction that fails, nested parts included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-journal-'));
    const { journal, records, outbox } = openAgent(join(folder, 'journal.sqlite'));
    expect(() =>
      journal.atomically(() => {
        records.close('inv-a', 'DONE', 0);
        outbox.append('inv-a', { type: 'step-started', step: 's' });
        throw new Error('died here');
      }),
    ).toThrow('died here');
    expect(records.find('inv-a')).toBeNull();
    expect(outbox.waiting()).toEqual([]);
    journal.close();
    rmSync(folder, { recursive: true });
  });

  it('belongs to one agent at a time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rustine-journal-'));
    const path = join(folder, 'journal.sqlite');
    const first = openJournal(path);
    expect(() => openJournal(path)).toThrow(JournalBusyError);
    first.close();
    openJournal(path).close();
    rmSync(folder, { recursive: true });
  });
});
