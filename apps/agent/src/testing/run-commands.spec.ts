import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';
import { document, SERVER_ID } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

const isGone = (pid: number) =>
  !existsSync(`/proc/${pid}`) || /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const pidIn = (path: string) =>
  until(() =>
    existsSync(path) && readFileSync(path, 'utf8').trim() !== '' ? Number(readFileSync(path, 'utf8')) : null,
  );

describe('a running agent', () => {
  it('runs a command, tells its output and publishes its reports, verified and signed, before it says SUCCEEDED', async () => {
    const { server, scratch } = rehearsal;
    const agent = rehearsal.start();
    const command = await server.signCommand({
      content: document([
        'echo "hello from $RUSTINE_INVOCATION_ID"; echo oops >&2; echo "rustine: reboot-required true kernel"',
        'printf "a,b\\n1,2\\n" > "$RUSTINE_REPORT_DIR/updates-before.csv"; printf "x\\n" > "$RUSTINE_REPORT_DIR/software-inventory.csv"',
        `env > ${scratch}/env; pwd > ${scratch}/pwd; [ -t 0 ] || cat`,
      ]),
    });
    server.deliver(command);
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'SUCCEEDED', rebootRequired: true });

    const events = server.eventsOf(command.invocationId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type }) => type).filter((type) => type !== 'output')).toEqual([
      'accepted',
      'started',
      'step-started',
      'step-finished',
      'finished',
    ]);
    const output = events.filter((event) => event.type === 'output');
    expect(
      output
        .filter(({ stream }) => stream === 'stdout')
        .map(({ text }) => text)
        .join(''),
    ).toBe(`hello from ${command.invocationId}\nrustine: reboot-required true kernel\n`);
    expect(
      output
        .filter(({ stream }) => stream === 'stderr')
        .map(({ text }) => text)
        .join(''),
    ).toBe('oops\n');

    expect(server.objects.get(`${command.invocationId}/updates-before`)).toEqual({ body: 'a,b\n1,2\n', puts: 1 });
    const manifest = server.objects.get(`${command.invocationId}/manifest`)?.body ?? '';
    expect(JSON.parse(Buffer.from(manifest.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      invocationId: command.invocationId,
      reports: [
        { kind: 'software-inventory', sizeBytes: 2 },
        { kind: 'updates-before', sizeBytes: 8 },
      ],
    });
    await until(() => readdirSync(join(rehearsal.stateDir, 'reports')).length === 0);

    const env = readFileSync(join(scratch, 'env'), 'utf8');
    expect(env).toContain(`AWS_SSM_INSTANCE_ID=${server.instanceId}\n`);
    expect(env).toContain(`HOME=${scratch}\n`);
    expect(env).not.toContain(server.enrollToken);
    expect(agent.log()).not.toContain(server.enrollToken);
  });

  it('signs every request with a token of its own key, for this server, that lives minutes', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    await until(() => server.requests.find(({ path }) => path === 'inbox'));
    const signed = server.requests.filter(({ path }) => path !== 'enrollments');
    expect(signed.every(({ authorized }) => authorized)).toBe(true);
    for (const { claims, header } of signed) {
      expect(claims).toMatchObject({ iss: server.instanceId, sub: server.instanceId, aud: SERVER_ID });
      expect((claims['exp'] as number) - (claims['iat'] as number)).toBeLessThanOrEqual(300);
      expect(header).toMatchObject({ alg: 'EdDSA', kid: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) });
    }
    expect(new Set(signed.map(({ claims }) => claims['jti'])).size).toBe(signed.length);
    expect(server.enrolledKeys).toHaveLength(1);
    expect(server.enrolledKeys[0]).not.toHaveProperty('d');
    expect(statSync(rehearsal.stateDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(rehearsal.stateDir, 'agent-key.json')).mode & 0o777).toBe(0o600);
  });

  it('ends the whole process group, grandchildren included, when a step runs out of time', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const content = document([`(trap "" TERM; sh -c 'echo $$ > ${scratch}/pid; while :; do sleep 1; done') & wait`], {
      timeoutSeconds: 5,
    });
    const command = await server.signCommand({ content });
    server.deliver(command);
    const pid = await pidIn(join(scratch, 'pid'));
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'TIMED_OUT' });
    expect(isGone(pid)).toBe(true);
  });

  it('ends the invocation when its own time is over, and does not start the steps after it', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const step = (name: string, line: string) => ({
      action: 'aws:runShellScript',
      name,
      inputs: { runCommand: [line] },
    });
    const content = JSON.stringify({
      schemaVersion: '2.2',
      mainSteps: [step('first', `echo $$ > ${scratch}/pid; sleep 600`), step('second', `touch ${scratch}/second`)],
    });
    const command = await server.signCommand({ content, timeoutSeconds: 5 });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({
      state: 'TIMED_OUT',
      message: expect.stringContaining('5 seconds'),
    });
    expect(isGone(await pidIn(join(scratch, 'pid')))).toBe(true);
    expect(existsSync(join(scratch, 'second'))).toBe(false);
  });

  it('cancels a running command and one that never came', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const command = await server.signCommand({ content: document([`echo $$ > ${scratch}/pid; sleep 600`]) });
    server.deliver(command);
    const pid = await pidIn(join(scratch, 'pid'));
    server.cancel(command.invocationId);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'CANCELED' });
    expect(isGone(pid)).toBe(true);

    const late = await server.signCommand({ content: document([`touch ${scratch}/late`]) });
    server.cancel(late.invocationId);
    expect(await untilFinished(server, late.invocationId)).toMatchObject({ state: 'CANCELED' });
    server.deliver(late, { stubborn: true });
    const after = await server.signCommand({ content: document(['true']) });
    server.deliver(after);
    await untilFinished(server, after.invocationId);
    expect(existsSync(join(scratch, 'late'))).toBe(false);
  });

  it('tells how a document ended that was over when the cancel came, once its reports are safe', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const puts: (() => void)[] = [];
    server.intercept = async ({ path }) => {
      if (path.startsWith('/store/')) await new Promise<void>((resolve) => puts.push(resolve));
      return false;
    };
    const content = document(['echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"']);
    const command = await server.signCommand({ content });
    server.deliver(command);
    await until(() => puts.length > 0);
    server.cancel(command.invocationId);
    const other = await server.signCommand({ content: document(['true']) });
    server.deliver(other);
    await untilFinished(server, other.invocationId);
    server.intercept = () => false;
    puts.forEach((goOn) => goOn());
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('runs documents that may change packages one at a time', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const content = document([`mkdir ${scratch}/only || exit 1; sleep 0.3; rmdir ${scratch}/only`]);
    const commands = await Promise.all([1, 2, 3].map(async () => await server.signCommand({ content })));
    commands.forEach((command) => server.deliver(command));
    for (const { invocationId } of commands)
      expect(await untilFinished(server, invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('fails with a reason when the document is invalid, fails, or left an empty report', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const cases = [
      { content: '{"schemaVersion": "2.2"}', message: 'is not valid' },
      { content: document([': > "$RUSTINE_REPORT_DIR/updates-before.csv"']), message: 'updates-before: it is empty' },
      { content: document(['exit 3']), message: 'exited with 3' },
    ];
    for (const { content, message } of cases) {
      const command = await server.signCommand({ content });
      server.deliver(command);
      expect(await untilFinished(server, command.invocationId)).toMatchObject({
        state: 'FAILED',
        message: expect.stringContaining(message),
      });
    }
  });

  it('publishes the reports of a failed run too', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const command = await server.signCommand({
      content: document(['echo a > "$RUSTINE_REPORT_DIR/failed-updates.csv"; exit 1']),
    });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'FAILED' });
    await until(() => server.objects.get(`${command.invocationId}/manifest`));
    expect(server.objects.get(`${command.invocationId}/failed-updates`)?.body).toBe('a\n');
  });

  it('refuses a second agent on the same state folder, with an exit code of its own', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    await until(() => server.requests.find(({ path }) => path === 'inbox'));
    const second = rehearsal.start();
    await until(() => second.process.exitCode !== null);
    expect(second.process.exitCode).toBe(5);
    expect(second.log()).toContain('another agent');
  });

  it('stops with code 0 when its parent closes standard input, and ends its steps', async () => {
    const { server, scratch } = rehearsal;
    const agent = rehearsal.start({ args: ['run', '--exit-with-parent'], stdin: 'pipe' });
    const command = await server.signCommand({ content: document([`echo $$ > ${scratch}/pid; sleep 600`]) });
    server.deliver(command);
    const pid = await pidIn(join(scratch, 'pid'));
    agent.process.stdin?.end();
    await until(() => agent.process.exitCode !== null);
    expect(agent.process.exitCode).toBe(0);
    expect(isGone(pid)).toBe(true);
  });

  it('enrols from a token file and says who it is not when there is no token', async () => {
    const noToken = rehearsal.start({ args: ['enroll'], env: { RUSTINE_ENROLLMENT_TOKEN: '' } });
    await until(() => noToken.process.exitCode !== null);
    expect(noToken.process.exitCode).toBe(3);
    const wrong = rehearsal.start({ args: ['enroll'], env: { RUSTINE_ENROLLMENT_TOKEN: 'wrong' } });
    await until(() => wrong.process.exitCode !== null);
    expect(wrong.process.exitCode).toBe(4);
    const file = join(rehearsal.scratch, 'token');
    writeFileSync(file, `${rehearsal.server.enrollToken}\n`, { mode: 0o600 });
    const right = rehearsal.start({
      args: ['enroll'],
      env: { RUSTINE_ENROLLMENT_TOKEN: '', RUSTINE_ENROLLMENT_TOKEN_FILE: file },
    });
    await until(() => right.process.exitCode !== null);
    expect(right.process.exitCode).toBe(0);
  });
});
