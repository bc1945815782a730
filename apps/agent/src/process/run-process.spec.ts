import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeftoverGroup } from './end-group.ts';
import { identifyProcess, membersOfGroup, type ProcessIdentity } from './process-identity.ts';
import { runProcess, type ProcessRequest } from './run-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function request(script: string, more: Partial<ProcessRequest> = {}): ProcessRequest & { output: () => string } {
  let output = '';
  return {
    file: '/bin/sh',
    args: ['-c', script],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: 60_000,
    graceMs: 200,
    signal: new AbortController().signal,
    onStarted: () => undefined,
    onOutput: (_stream, bytes) => (output += bytes.toString()),
    output: () => output,
    ...more,
  };
}

describe('runProcess', () => {
  it('answers exit code, signal, and a program that does not exist', async () => {
    expect(await runProcess(request('exit 7'))).toEqual({ how: 'exited', exitCode: 7 });
    expect(await runProcess(request('kill -SEGV $$'))).toEqual({ how: 'killed', signal: 'SIGSEGV' });
    expect(await runProcess(request('', { file: '/no/such/program' }))).toMatchObject({ how: 'not-started' });
  });

  it('hands over all output of a program that ends at once', async () => {
    const run = request('head -c 500000 /dev/zero | tr "\\0" x; echo end >&2');
    await runProcess(run);
    expect(run.output()).toHaveLength(500_004);
  });

  it('lets nothing run when the start cannot be journalled', async () => {
    const run = request('IFS= read -r word <&3 || exit 125; echo ran > ran', {
      gated: true,
      onStarted: () => {
        throw new Error('no journal');
      },
    });
    await expect(runProcess(run)).rejects.toThrow('no journal');
    expect(() => readFileSync(join(folder, 'ran'))).toThrow('ENOENT');
  });

  it('gives a script the time to tidy up after SIGTERM, and no more', async () => {
    const stop = new AbortController();
    const tidy = request('trap "echo tidied; exit 0" TERM; echo up; while :; do sleep 0.02; done', {
      signal: stop.signal,
      graceMs: 20_000,
    });
    const ended = runProcess({ ...tidy, onOutput: (stream, bytes) => (tidy.onOutput(stream, bytes), stop.abort()) });
    expect(await ended).toEqual({ how: 'aborted' });
    expect(tidy.output()).toContain('tidied\n');

    let group: ProcessIdentity | undefined;
    const stubborn = request('trap "" TERM; (trap "" TERM; while :; do sleep 1; done) & while :; do sleep 1; done', {
      timeoutMs: 300,
      onStarted: (identity) => (group = identity),
    });
    expect(await runProcess(stubborn)).toEqual({ how: 'timed-out' });
    expect(membersOfGroup(group?.pid ?? 0)).toEqual([]);
  });
});

describe('endLeftoverGroup', () => {
  const mark = { name: 'RUSTINE_INVOCATION_ID', value: 'inv-1' };

  it('ends a group that is ours, by its start time or by its mark, and leaves any other alone', async () => {
    let group: ProcessIdentity | undefined;
    const stop = new AbortController();
    const env = { PATH: process.env['PATH'] ?? '', RUSTINE_INVOCATION_ID: 'inv-2' };
    const ended = runProcess(
      request('sleep 600', { env, signal: stop.signal, onStarted: (identity) => (group = identity) }),
    );
    const real = group as ProcessIdentity;
    expect(await endLeftoverGroup({ ...real, startTicks: '1' }, mark, 100)).toBe(false);
    expect(identifyProcess(real.pid)).toEqual(real);
    expect(await endLeftoverGroup({ ...real, startTicks: '1' }, { ...mark, value: 'inv-2' }, 100)).toBe(true);
    expect(await ended).toMatchObject({ how: 'killed' });
    expect(await endLeftoverGroup(real, mark, 100)).toBe(false);
  });

  it('finds a leader by its start time', async () => {
    let group: ProcessIdentity | undefined;
    const ended = runProcess(request('sleep 600', { onStarted: (identity) => (group = identity) }));
    expect(await endLeftoverGroup(group as ProcessIdentity, mark, 100)).toBe(true);
    expect(await ended).toMatchObject({ how: 'killed' });
  });
});
