import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, untilFinished, type Rehearsal } from './start-agent.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

async function run(content: object, parameters: Record<string, string[]> = {}) {
  const { server } = rehearsal;
  rehearsal.start();
  const command = await server.signCommand({ content: JSON.stringify(content), parameters });
  server.deliver(command);
  const finished = await untilFinished(server, command.invocationId);
  const events = server.eventsOf(command.invocationId);
  const stdout = events.map((event) => (event.type === 'output' && event.stream === 'stdout' ? event.text : ''));
  const steps = events.flatMap((event) => (event.type === 'step-finished' ? [`${event.step} ${event.state}`] : []));
  return { finished, stdout: stdout.join(''), steps };
}

describe('a real agent', () => {
  it('runs the items of a schema 1.2 document one after the other, and judges them together', async () => {
    const properties = [
      { id: '0.aws:runShellScript', runCommand: '{{ commands }}' },
      { id: '1.aws:runShellScript', runCommand: ['echo two'] },
    ];
    const { finished, stdout, steps } = await run(
      {
        schemaVersion: '1.2',
        description: 'old',
        parameters: { commands: { type: 'StringList' } },
        runtimeConfig: { 'aws:runShellScript': { properties } },
      },
      { commands: ['echo one', 'exit 168'] },
    );
    expect(stdout).toBe('one\ntwo\n');
    expect(steps).toEqual(['0.aws:runShellScript SUCCEEDED', '1.aws:runShellScript SUCCEEDED']);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('hands a parameter over as a variable, so that no value of it is read as code', async () => {
    const message = '"; echo broken out; # $(id) `id` \'';
    const { finished, stdout } = await run(
      {
        schemaVersion: '2.2',
        parameters: { Message: { type: 'String', interpolationType: 'ENV_VAR' } },
        mainSteps: [
          {
            action: 'aws:runShellScript',
            name: 'say',
            inputs: { runCommand: ['echo "{{ Message }}"', 'echo "$SSM_Message"'] },
          },
        ],
      },
      { Message: [message] },
    );
    expect(stdout).toBe(`${message}\n${message}\n`);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
  });

  it("gives scripts the variables of Amazon's agent", async () => {
    const list = 'env | sed -n "s/^\\(AWS_SSM_[A-Z_]*\\|SSM_COMMAND_ID\\)=.*/\\1/p" | sort';
    const { stdout } = await run({
      schemaVersion: '2.2',
      mainSteps: [{ action: 'aws:runShellScript', name: 'list', inputs: { runCommand: [list] } }],
    });
    expect(stdout.trim().split('\n')).toEqual([
      'AWS_SSM_INSTANCE_ID',
      'AWS_SSM_PLATFORM_NAME',
      'AWS_SSM_PLATFORM_VERSION',
      'AWS_SSM_REGION_NAME',
      'SSM_COMMAND_ID',
    ]);
  });

  it('runs nothing of a document that refers to a parameter that is not stored', async () => {
    const step = (name: string, line: string) => ({
      action: 'aws:runShellScript',
      name,
      inputs: { runCommand: [line] },
    });
    const { finished, stdout, steps } = await run({
      schemaVersion: '2.2',
      mainSteps: [step('first', 'echo first'), step('second', 'echo {{ssm:/secret}}')],
    });
    expect({ stdout, steps }).toEqual({ stdout: '', steps: [] });
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('/secret') });
  });
});
