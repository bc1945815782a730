import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_TYPE, type CommandClaims } from '@rustine/contract';
import { createFakeBoot, whyNoFakeBoot } from '@rustine/testkit/fake-boot';
import { generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serveDocuments, type ServedDocuments } from './serve-documents.ts';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
let documents: ServedDocuments;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  documents = serveDocuments(rehearsal.server);
});
afterEach(async () => await rehearsal.close());

type Step = Record<string, unknown>;
const text = (mainSteps: Step[], parameters: object = {}) =>
  JSON.stringify({ schemaVersion: '2.2', parameters, mainSteps });
const shell = (name: string, ...runCommand: string[]): Step => ({
  name,
  action: 'aws:runShellScript',
  inputs: { runCommand },
});
const call = (name: string, documentPath: string, more: object = {}): Step => ({
  name,
  action: 'aws:runDocument',
  inputs: { documentType: 'SSMDocument', documentPath, ...more },
});

async function send(content: string, parameters: CommandClaims['parameters'] = {}) {
  const command = await rehearsal.server.signCommand({ content, parameters });
  rehearsal.server.deliver(command);
  return command.invocationId;
}

async function outcome(invocationId: string) {
  const finished = await untilFinished(rehearsal.server, invocationId);
  const events = rehearsal.server.eventsOf(invocationId);
  const stdout = events.map((event) => (event.type === 'output' && event.stream === 'stdout' ? event.text : ''));
  const steps = events.flatMap((event) =>
    event.type === 'step-finished' ? [`${event.step} ${event.state} ${event.message}`.trim()] : [],
  );
  return { finished, steps, stdout: stdout.join('') };
}

async function run(content: string, parameters: CommandClaims['parameters'] = {}) {
  rehearsal.start();
  return await outcome(await send(content, parameters));
}

describe('a document that runs another', () => {
  it('gives it parameters as a map, as JSON or as YAML, and takes its output and its end', async () => {
    documents.content.set(
      'Say',
      text([shell('say', "echo '{{ a }} {{ b }}'")], {
        a: { type: 'String', default: 'x' },
        b: { type: 'StringList', default: ['y'] },
      }),
    );
    const { finished, steps, stdout } = await run(
      text([
        call('map', 'Say', { documentParameters: { a: 'one', b: ['1', '2'] } }),
        call('json', 'Say', { documentParameters: '{"a":"two"}' }),
        call('yaml', 'Say', { documentParameters: '{"a":"three", "b": }' }),
      ]),
    );
    expect(stdout).toBe('one ["1","2"]\ntwo ["y"]\nthree ["y"]\n');
    expect(steps).toEqual(['map SUCCEEDED', 'json SUCCEEDED', 'yaml SUCCEEDED']);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('fails where that fails, and goes on; an exit of the inner one is not its own', async () => {
    documents.content.set('Bad', text([shell('good', 'echo one'), shell('bad', 'exit 4'), shell('last', 'echo two')]));
    documents.content.set('Leave', text([shell('leave', 'exit 168'), shell('never', 'echo never')]));
    documents.content.set('Away', text([shell('leave', 'exit 169'), shell('never', 'echo never')]));
    const { finished, steps, stdout } = await run(
      text([call('bad', 'Bad'), call('leave', 'Leave'), call('away', 'Away'), shell('after', 'echo after')]),
    );
    expect(stdout).toBe('one\ntwo\nafter\n');
    expect(steps).toEqual([
      'bad FAILED Document Bad: Step bad: The step exited with 4.',
      'leave SUCCEEDED',
      'away FAILED Document Away: Step leave: The step exited with 169: it counts as failed and the rest is skipped.',
      'after SUCCEEDED',
    ]);
    expect(finished).toMatchObject({ state: 'FAILED' });
  });

  it('runs them three deep and no deeper, so one that runs itself ends too', async () => {
    documents.content.set('Loop', text([shell('say', 'echo in'), call('again', 'Loop')]));
    const { finished, stdout, steps } = await run(text([call('loop', 'Loop')]));
    expect(stdout).toBe('in\nin\nin\n');
    expect(steps[0]).toMatch(/documents may run one inside the other 3 deep, and this one would be 4 deep$/);
    expect(finished).toMatchObject({ state: 'FAILED' });
  });

  it('ends it when its own time is over, with all that it started, and goes on', async () => {
    documents.content.set('Slow', text([shell('wait', 'sleep 600 & wait'), shell('never', 'echo never')]));
    const { finished, stdout, steps } = await run(
      text([call('slow', 'Slow', { timeoutSeconds: '5' }), shell('after', 'echo after')]),
    );
    expect(stdout).toBe('after\n');
    expect(steps).toEqual([expect.stringMatching(/^slow TIMED_OUT .*5 seconds/), 'after SUCCEEDED']);
    expect(finished).toMatchObject({ state: 'TIMED_OUT' });
  });

  it('finds what the outer one downloaded by its path, while its own steps start in downloads of their own', async () => {
    documents.content.set(
      'Inner',
      text([
        {
          name: 'own',
          action: 'aws:downloadContent',
          inputs: { sourceType: 'SSMDocument', sourceInfo: { name: 'Inner' } },
        },
        shell('list', 'ls'),
      ]),
    );
    const fetchIt = {
      name: 'fetch',
      action: 'aws:downloadContent',
      inputs: { sourceType: 'SSMDocument', sourceInfo: '{"name": "Inner"}', destinationPath: 'sub/one.json' },
    };
    const { steps, stdout } = await run(
      text([fetchIt, call('run', 'sub/one.json', { documentType: 'LocalPath' }), shell('outer', 'ls')]),
    );
    expect(steps).toEqual(['fetch SUCCEEDED', 'run SUCCEEDED', 'outer SUCCEEDED']);
    expect(stdout.split('\n').filter((line) => !line.startsWith('Content downloaded'))).toEqual([
      'Inner.json',
      'sub',
      '',
    ]);
  });

  it('fails clearly when there is none, when it is not valid, and when parameters do not fit', async () => {
    documents.content.set('Odd', '{"schemaVersion": "2.2"}');
    documents.content.set('Say', text([shell('say', 'echo')], { a: { type: 'String', allowedValues: ['x'] } }));
    const { steps } = await run(
      text([
        call('none', 'No-Such:7'),
        call('odd', 'Odd'),
        call('value', 'Say', { documentParameters: { a: 'y' } }),
        call('local', 'nothing.json', { documentType: 'LocalPath' }),
        call('noop', 'AWS-Noop'),
      ]),
    );
    expect(steps).toEqual([
      'none FAILED The step could not be run: NOT_FOUND: There is no document No-Such.',
      expect.stringContaining('odd FAILED The step could not be run: Document Odd is not valid: '),
      expect.stringContaining('value FAILED The step could not be run: The parameters do not fit document Say: '),
      expect.stringMatching(/^local FAILED The step could not be run: there is no document .*nothing\.json\.$/),
      'noop SUCCEEDED',
    ]);
    // All before the first step; what was refused is asked for again when its step comes to it.
    expect(documents.asked).toEqual(['No-Such:7', 'Odd', 'Say', 'No-Such:7']);
  });

  it('does not run one that is not what the server signed for this very run', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const forgeries: Record<string, ServedDocuments['forge']> = {
      'signed by somebody else': () => ({ key: privateKey }),
      'signed as a command': () => ({ type: COMMAND_TYPE }),
      'for another instance': () => ({ claims: { aud: 'mi-00000000-0000-7000-8000-000000000000' } }),
      'for another invocation': () => ({ claims: { jti: 'inv-00000000-0000-7000-8000-000000000000' } }),
      'of another server': () => ({ claims: { iss: 'srv-other' } }),
      'with another text': ({ document }) => ({ claims: { document: { ...document, content: '{}' } } }),
      'under another name': ({ asked }) => ({ claims: { asked: { ...asked, name: 'Other' } } }),
      'in another version': ({ asked }) => ({ claims: { asked: { ...asked, version: '1' } } }),
      'long expired': () => ({ claims: { exp: 1_000_000_000 } }),
    };
    documents.content.set('Say', text([shell('say', 'echo ran')]));
    rehearsal.start();
    for (const [what, forge] of Object.entries(forgeries)) {
      documents.forge = forge;
      const { finished, stdout } = await outcome(await send(text([call('say', 'Say')])));
      expect({ what, stdout, finished }).toMatchObject({
        stdout: '',
        finished: { state: 'FAILED', message: expect.stringContaining('the document Say that the server sent') },
      });
    }
    documents.forge = () => ({});
    expect((await outcome(await send(text([call('say', 'Say')])))).stdout).toBe('ran\n');
  });

  it('goes on in the middle of it after a kill, with the very text that it began with', async () => {
    const release = join(rehearsal.scratch, 'release');
    const wait = `echo begun >> ${release}.begun; while [ ! -e ${release} ]; do sleep 0.05; done; echo second`;
    documents.content.set('Long', text([shell('first', `echo x >> ${release}.first`), shell('second', wait)]));
    const agent = rehearsal.start();
    const invocationId = await send(text([call('long', 'Long')]));
    await until(() => existsSync(`${release}.begun`));
    await agent.end('SIGKILL');
    documents.content.set('Long', text([shell('changed', 'echo changed')]));
    writeFileSync(release, '');
    rehearsal.start();
    const { finished, stdout } = await outcome(invocationId);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
    expect(stdout).toBe('second\n');
    expect(readFileSync(`${release}.first`, 'utf8')).toBe('x\n');
    expect(documents.asked).toEqual(['Long']);
  });

  it('is canceled with all that runs in it', async () => {
    const mark = join(rehearsal.scratch, 'mark');
    documents.content.set('Long', text([shell('wait', `touch ${mark}; sleep 600`), shell('never', 'echo never')]));
    rehearsal.start();
    const invocationId = await send(text([call('long', 'Long'), shell('after', 'echo after')]));
    await until(() => existsSync(mark));
    rehearsal.server.cancel(invocationId);
    const { finished, stdout } = await outcome(invocationId);
    expect({ finished, stdout }).toMatchObject({ finished: { state: 'CANCELED' }, stdout: '' });
  });
});

const whyNot = whyNoFakeBoot();
if (whyNot !== undefined) console.log(`skipped: a reboot inside a document inside a document: ${whyNot}`);

describe.skipIf(whyNot !== undefined)('a document that runs another, which asks for a reboot,', () => {
  it('reboots, is proved by another boot id, and goes on where the inner one stood', async () => {
    const boot = createFakeBoot(rehearsal.scratch);
    const start = () => rehearsal.start({ wrap: boot.wrap, env: { RUSTINE_REBOOT_COMMAND: boot.command } });
    const mark = join(rehearsal.scratch, 'mark');
    const reboot = `[ ! -e ${mark} ] || exit 0; touch ${mark}; exit 194`;
    documents.content.set(
      'Deep',
      text([shell('once', 'echo once'), shell('reboot', reboot), shell('then', 'echo then')]),
    );
    documents.content.set('Middle', text([call('deep', 'Deep'), shell('last', 'echo last')]));
    const { process: first } = start();
    const invocationId = await send(text([call('middle', 'Middle'), shell('after', 'echo after')]));
    await until(() => first.exitCode !== null || first.signalCode !== null);
    expect(boot.told()).toBe(1);
    documents.content.set('Deep', text([shell('changed', 'echo changed')]));
    start();
    const { finished, stdout, steps } = await outcome(invocationId);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
    expect(stdout).toBe('once\nthen\nlast\nafter\n');
    expect(steps).toEqual(['middle SUCCEEDED', 'after SUCCEEDED']);
    expect(documents.asked).toEqual(['Middle', 'Deep']);
  });
});

describe('a document that publishes in its middle', () => {
  const publish = (name: string, ...required: string[]): Step => ({
    name,
    action: 'rustine:publishReports',
    inputs: { required },
  });
  const write = (name: string, kind: string, content = name) =>
    shell(name, `echo ${content} > "$RUSTINE_REPORT_DIR/${kind}.csv"`);
  const stored = (invocationId: string) =>
    [...rehearsal.server.objects.entries()].map(
      ([key, { body, puts }]) =>
        `${key.replace(`${invocationId}/`, '')} ${key.endsWith('manifest') ? '' : body.trim()} ${puts}`,
    );

  it('has each report at the server once, the later ones at its end, all in one manifest', async () => {
    rehearsal.start();
    const seen = join(rehearsal.scratch, 'seen');
    const invocationId = await send(
      text([
        write('one', 'updates-before'),
        publish('publish', 'updates-before'),
        shell('look', `ls "$RUSTINE_REPORT_DIR" > ${seen}`),
        publish('again'),
        write('two', 'updates-after'),
      ]),
    );
    const { finished, stdout } = await outcome(invocationId);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
    expect(readFileSync(seen, 'utf8')).toBe('');
    expect(stdout).toBe('Published: updates-before\nPublished: updates-before\n');
    expect(stored(invocationId)).toEqual(['updates-before one 1', 'updates-after two 1', 'manifest  1']);
    const jws = rehearsal.server.objects.get(`${invocationId}/manifest`)?.body ?? '';
    const manifest = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as {
      reports: { kind: string }[];
    };
    expect(manifest.reports.map(({ kind }) => kind).toSorted()).toEqual(['updates-after', 'updates-before']);
  });

  it('fails the step when a report that must be there is not, and when one is empty', async () => {
    const { steps } = await run(
      text([
        publish('publish', 'updates-after'),
        shell('empty', ': > "$RUSTINE_REPORT_DIR/updates-before.csv"'),
        publish('more'),
      ]),
    );
    expect(steps).toEqual([
      'publish FAILED Not all reports could be published: updates-after: no step has written it.',
      'empty SUCCEEDED',
      'more FAILED Not all reports could be published: updates-before: it is empty.',
    ]);
  });

  it('fails when a report is written again after it was published; the published one stays', async () => {
    rehearsal.start();
    const invocationId = await send(
      text([write('one', 'updates-after'), publish('publish'), write('two', 'updates-after')]),
    );
    const { finished } = await outcome(invocationId);
    expect(finished).toMatchObject({
      state: 'FAILED',
      message: expect.stringContaining('a run publishes a report once'),
    });
    expect(stored(invocationId)[0]).toBe('updates-after one 1');
  });

  it('uploads a report once, though the agent is killed before it knows that the report is safe', async () => {
    const before = rehearsal.server.intercept;
    let agent = rehearsal.start();
    let kills = 0;
    rehearsal.server.intercept = async (request, response) => {
      if (request.path !== 'uploads/verify' || kills > 0) return await before(request, response);
      kills += 1;
      await agent.end('SIGKILL');
      response.destroy();
      return true;
    };
    const invocationId = await send(
      text([write('one', 'updates-before'), publish('publish'), shell('after', 'echo after')]),
    );
    await until(() => agent.process.signalCode === 'SIGKILL');
    agent = rehearsal.start();
    const { finished, steps } = await outcome(invocationId);
    expect(finished).toMatchObject({ state: 'SUCCEEDED' });
    expect(steps).toEqual(['one SUCCEEDED', 'publish SUCCEEDED', 'after SUCCEEDED']);
    expect(stored(invocationId)).toEqual(['updates-before one 1', 'manifest  1']);
  });
});
