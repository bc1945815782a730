import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandClaims } from '@rustine/contract';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInvocationRecords } from '../journal/invocation-records.ts';
import { openJournal, type Journal } from '../journal/open-journal.ts';
import { openOutbox } from '../journal/outbox.ts';
import { openRebootRecords } from '../journal/reboot-records.ts';
import { openStepRecords } from '../journal/step-records.ts';
import { createRebooter } from './carry-out-reboots.ts';
import { createRunGate } from './run-gate.ts';
import { decideReboot } from './settle-reboots.ts';

let folder: string;
let journal: Journal;
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-rebooter-'));
  journal = openJournal(join(folder, 'journal.sqlite'));
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  journal.close();
  rmSync(folder, { recursive: true });
});

/** A rebooter on a real journal with one reboot owed; the machine notes what happened before it was told. */
function prepare(
  waitMs: number,
  answer: () => string | null = () => null,
  awaitLease: () => Promise<string | null> = async () => null,
) {
  const records = openInvocationRecords(journal);
  const reboots = openRebootRecords(journal);
  const gate = createRunGate();
  const happened: string[] = [];
  const told = Promise.withResolvers<void>();
  const onFault = (error: unknown) => told.reject(error);
  records.accept({ jti: 'inv-asks' } as CommandClaims, 0);
  reboots.ask({ invocationId: 'inv-asks', position: 0, step: 'one', bootId: 'boot-1' });
  const rebooter = createRebooter({
    journal,
    records,
    reboots,
    gate,
    waitMs,
    onFault,
    steps: openStepRecords(journal),
    outbox: openOutbox(journal, Date.now, () => undefined),
    log: pino({ level: 'silent' }),
    signal: stop.signal,
    awaitLease,
    tellMachine: async () => {
      happened.push(`told, attempt ${reboots.pending()[0]?.attempts}`);
      told.resolve();
      return answer();
    },
    halt: () => {
      happened.push('halted');
      other.resolve();
    },
    resume: () => happened.push('resumed'),
  });
  const other = Promise.withResolvers<void>();
  const run = (name: string, work: Promise<void>) =>
    gate.run(stop.signal, async () => {
      happened.push(`${name} begins`);
      await work;
      happened.push(`${name} ends`);
    });
  return { rebooter, run, other, told: told.promise, happened, reboots };
}

describe('a reboot that is pending', () => {
  it('lets an invocation that runs end first, begins no other, and is journalled before the machine is told', async () => {
    const { rebooter, run, other, told, happened } = prepare(60_000);
    const running = run('first', other.promise);
    rebooter.begin();
    const waiting = run('second', Promise.resolve());
    await Promise.resolve();
    expect(happened).toEqual(['first begins']);
    other.resolve();
    await Promise.all([running, told]);
    expect(happened).toEqual(['first begins', 'first ends', 'told, attempt 1']);
    stop.abort();
    await Promise.all([waiting, rebooter.stop()]);
  });

  it('stops an invocation that does not end in time', async () => {
    const { rebooter, run, other, told, happened } = prepare(0);
    void run('first', other.promise);
    rebooter.begin();
    await told;
    expect(happened).toEqual(['first begins', 'halted', 'first ends', 'told, attempt 1']);
    stop.abort();
    await rebooter.stop();
  });
});

describe('a reboot that waits for its lease', () => {
  it('stops nothing that runs before it has it', async () => {
    const lease = Promise.withResolvers<null>();
    const asked = Promise.withResolvers<void>();
    const askOnce = () => {
      asked.resolve();
      return lease.promise;
    };
    const { rebooter, run, other, told, happened } = prepare(0, undefined, askOnce);
    void run('first', other.promise);
    rebooter.begin();
    await asked.promise;
    expect(happened).toEqual(['first begins']);
    lease.resolve(null);
    await told;
    expect(happened).toEqual(['first begins', 'halted', 'first ends', 'told, attempt 1']);
    stop.abort();
    await rebooter.stop();
  });
});

describe('a command that fails because the shutdown that it began ended it', () => {
  it('is no refusal: what became of the reboot is for the next start to see', async () => {
    const { rebooter, reboots, told } = prepare(0, () => {
      stop.abort();
      return 'it was killed.';
    });
    reboots.noteAttempt();
    reboots.noteAttempt();
    rebooter.begin();
    await told;
    await rebooter.stop();
    expect(reboots.pending()).toMatchObject([{ attempts: 3 }]);
  });
});

describe('a reboot that was asked for before this start of the agent', () => {
  const reboot = { invocationId: 'inv-asks', position: 0, step: 'one', bootId: 'boot-1', attempts: 0 };

  it.each([
    [0, 'boot-2', 'proved'],
    [3, 'boot-2', 'proved'],
    [0, 'boot-1', 'try-again'],
    [2, 'boot-1', 'try-again'],
    [3, 'boot-1', 'give-up'],
  ] as const)('after %i attempts, in %s, is to be: %s', (attempts, bootId, decision) => {
    expect(decideReboot({ ...reboot, attempts }, bootId)).toBe(decision);
  });
});
