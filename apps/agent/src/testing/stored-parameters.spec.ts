import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

const secret = 'correct-horse-battery-staple';
/** In two halves, so that no file of the document itself has it. */
const halves = [secret.slice(0, 9), secret.slice(9)] as const;

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  for (const key of ['/db/password', '/db/password:2']) {
    rehearsal.server.stored.set(key, { key, type: 'SecureString', value: secret });
  }
  rehearsal.server.stored.set('greeting', { key: 'greeting', type: 'String', value: 'good day' });
});
afterEach(async () => await rehearsal.close());

const contentOf = (runCommand: string[], parameters: object = {}) =>
  JSON.stringify({
    schemaVersion: '2.2',
    parameters,
    mainSteps: [{ action: 'aws:runShellScript', name: 'say', inputs: { runCommand } }],
  });

async function send(content: string, timeoutSeconds = 600) {
  const command = await rehearsal.server.signCommand({ content, timeoutSeconds });
  rehearsal.server.deliver(command);
  return command.invocationId;
}

function outputOf(invocationId: string): string {
  const events = rehearsal.server.eventsOf(invocationId);
  return events.map((event) => (event.type === 'output' ? event.text : '')).join('');
}

/** Files below the state directory that hold the text. */
function filesWith(text: string): string[] {
  const files = readdirSync(rehearsal.stateDir, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => {
    const path = join(rehearsal.stateDir, file);
    // The agent removes files as it goes; what is gone holds nothing.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true || !existsSync(path)) return false;
    return readFileSync(path).includes(text);
  });
}

/** Nobody may have asked how it ended yet. */
const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

describe('stored parameters on a real agent', () => {
  it('are put into scripts and variables, and a secret one is shown, told and kept nowhere', async () => {
    const agent = rehearsal.start();
    const asVariable = { Password: { type: 'String', default: '{{ssm:/db/password}}', interpolationType: 'ENV_VAR' } };
    const id = await send(
      contentOf(
        [
          'echo "{{ssm:greeting}}: {{ssm:/db/password:2}}"',
          'echo "variable $SSM_Password" >&2',
          `printf '%s' 'split ${halves[0]}'; sleep 1; echo '${halves[1]} end'`,
          'test "$SSM_Password" = "{{ssm:/db/password}}" && echo the same',
          'ls -l "$0" | cut -c1-10',
        ],
        asVariable,
      ),
    );
    expect(await untilFinished(rehearsal.server, id)).toMatchObject({ state: 'SUCCEEDED' });
    const stdout = rehearsal.server
      .eventsOf(id)
      .flatMap((event) => (event.type === 'output' && event.stream === 'stdout' ? [event.text] : []))
      .join('');
    expect(stdout).toBe('good day: ***\nsplit *** end\nthe same\n-rwx------\n');
    expect(outputOf(id)).toContain('variable ***\n');
    expect(JSON.stringify(rehearsal.server.eventsOf(id))).not.toContain(secret);
    expect(filesWith(secret)).toEqual([]);
    expect(agent.log()).not.toContain(secret);
  });

  it('are in no message of a step that could not run', async () => {
    rehearsal.start();
    const inputs = {
      runCommand: ['exit 0'],
      environment: { PATH: '{{ssm:/db/password}}' },
      workingDirectory: `/${secret}`,
    };
    const mainSteps = [{ action: 'aws:runShellScript', name: 'say', inputs }];
    const id = await send(JSON.stringify({ schemaVersion: '2.2', mainSteps }));
    expect(await untilFinished(rehearsal.server, id)).toMatchObject({ state: 'FAILED' });
    const [step] = rehearsal.server.eventsOf(id).filter((event) => event.type === 'step-finished');
    expect(step).toMatchObject({ message: expect.stringContaining('the working directory /*** does not exist') });
  });

  it('are asked for again after kill -9, and the script that held one is gone at the end', async () => {
    const agent = rehearsal.start();
    const mark = join(rehearsal.scratch, 'mark');
    const id = await send(
      contentOf([`if test -e ${mark}; then echo "{{ssm:/db/password}}"; exit; fi`, `touch ${mark}`, 'sleep 600']),
    );
    await until(() => existsSync(mark));
    await agent.end('SIGKILL');
    expect(filesWith(secret).filter((file) => !file.endsWith('_script.sh'))).toEqual([]);
    rehearsal.start();
    expect(await untilFinished(rehearsal.server, id)).toMatchObject({ state: 'SUCCEEDED' });
    expect(outputOf(id)).toBe('***\n');
    expect(filesWith(secret)).toEqual([]);
    expect(rehearsal.server.requests.filter(({ path }) => path === 'parameters')).toHaveLength(2);
  });

  it('are waited for while the server cannot give them, and a cancel ends the wait', async () => {
    let asked = 0;
    let isAway = true;
    rehearsal.server.intercept = ({ path }, response) => {
      if (path !== 'parameters') return false;
      asked += 1;
      if (isAway) response.writeHead(503).end('a page of a proxy');
      return isAway;
    };
    rehearsal.start();
    const waiting = await send(contentOf([`touch ${rehearsal.scratch}/ran`, 'echo {{ssm:greeting}}']));
    await until(() => asked > 1);
    rehearsal.server.cancel(waiting);
    expect(await untilFinished(rehearsal.server, waiting)).toMatchObject({ state: 'CANCELED' });
    expect(existsSync(join(rehearsal.scratch, 'ran'))).toBe(false);
    const before = asked;
    const next = await send(contentOf(['echo {{ssm:greeting}}']));
    await until(() => asked > before);
    isAway = false;
    expect(await untilFinished(rehearsal.server, next)).toMatchObject({ state: 'SUCCEEDED' });
    expect(outputOf(next)).toBe('good day\n');
  });

  it('that do not fit the document keep it from running, and the message does not show them', async () => {
    rehearsal.start();
    const id = await send(
      contentOf([`touch ${rehearsal.scratch}/ran`, 'echo {{ p }}'], {
        p: { type: 'String', default: '{{ssm:/db/password}}', allowedPattern: '^[0-9]+$' },
      }),
    );
    const finished = await untilFinished(rehearsal.server, id);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('Parameter p') });
    expect(JSON.stringify(finished)).not.toContain(secret);
    expect(existsSync(join(rehearsal.scratch, 'ran'))).toBe(false);
  });

  it.each([
    { how: 'are gone', state: 'FAILED', change: () => rehearsal.server.stored.clear() },
    {
      how: 'cannot be had before its time is over',
      state: 'TIMED_OUT',
      change: () => {
        rehearsal.server.intercept = ({ path }, response) => {
          if (path === 'parameters') response.writeHead(503).end();
          return path === 'parameters';
        };
      },
    },
  ])('that $how when a killed agent is back end the run, and what it had left running', async ({ change, state }) => {
    const agent = rehearsal.start();
    const mark = join(rehearsal.scratch, 'pid');
    const lines = ['echo {{ssm:/db/password}}', `echo $$ > ${mark}.new && mv ${mark}.new ${mark}`, 'sleep 600'];
    const id = await send(contentOf(lines), 15);
    await until(() => existsSync(mark));
    await agent.end('SIGKILL');
    change();
    rehearsal.start();
    expect(await untilFinished(rehearsal.server, id)).toMatchObject({ state });
    const pid = Number(readFileSync(mark, 'utf8'));
    expect(isRunning(pid)).toBe(false);
    expect(filesWith(secret)).toEqual([]);
  });
});
