import type { AgentParametersResponse, Problem } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocuments } from '../documents/index.ts';
import { createTestBed, type TestBed } from '../work/testing/test-bed.ts';
import { clearForms, dumpDatabase } from './testing/dump-database.ts';

let bed: TestBed;
const secret = 'correct-horse-battery-staple';
const asking = { principal: { name: 'ada' }, requestId: 'req-1' };
const put = (body: object) => bed.parameters.handlers.putParameter({ ...asking, body } as never);

beforeAll(async () => {
  bed = await createTestBed();
  await put({ name: '/db/password', type: 'SecureString', value: secret });
  await put({ name: '/db/other', type: 'SecureString', value: 'not for you' });
  await put({ name: 'greeting', value: 'good day' });
  await put({ name: 'greeting', value: 'good evening' });
  await put({ name: 'hosts', type: 'StringList', value: 'a,b' });
  await put({ name: 'inner-name', value: 'Inner' });
});
afterAll(() => bed[Symbol.asyncDispose]());

const script = (name: string, runCommand: string[], more: object = {}) => ({
  action: 'aws:runShellScript',
  name,
  inputs: { runCommand },
  ...more,
});

async function register(name: string, mainSteps: object[], parameters: object = {}): Promise<void> {
  const documents = createDocuments({ db: bed.db, clock: bed.clock });
  const content = JSON.stringify({ schemaVersion: '2.2', parameters, mainSteps });
  await documents.handlers.registerDocument({ ...asking, body: { name, content } } as never);
}

async function start(documentName: string, parameters: Record<string, string[]> = {}) {
  const instanceId = await bed.addInstance();
  const started = await bed.work.startWork({ documentName, instanceIds: [instanceId], parameters, createdBy: 'ada' });
  return { instanceId, invocationId: started.invocationIds[0]!, workRequestId: started.workRequestId };
}

/** With the command handed to the agent. */
async function begin(documentName: string, parameters: Record<string, string[]> = {}) {
  const run = await start(documentName, parameters);
  await bed.agent(run.instanceId).inbox();
  return run;
}

async function ask(instanceId: string, invocationId: string, keys: string[]) {
  const response = await fetch(`${bed.url}/parameters`, {
    method: 'POST',
    headers: { authorization: `Bearer ${instanceId}`, 'content-type': 'application/json' },
    body: JSON.stringify({ invocationId, keys }),
  });
  const body: unknown = await response.json();
  if (!response.ok) return (body as Problem).code;
  expect(response.headers.get('cache-control')).toBe('no-store');
  return Object.fromEntries((body as AgentParametersResponse).parameters.map(({ key, value }) => [key, value]));
}

const auditOf = async (actor: string) => {
  const { rows } = await sql<{ told: string }>`
    select action || ' ' || target as told from audit_events where actor = ${actor}::text order by id`.execute(bed.db);
  return rows.map(({ told }) => told);
};

describe('an agent', () => {
  it('gets what its invocation refers to, in steps and parameters, by version and label; each secret is noted', async () => {
    await bed.parameters.handlers.labelParameterVersion({
      ...asking,
      body: { name: 'greeting', version: 1, label: 'morning' },
    } as never);
    await register(
      'Stored-All',
      [script('say', ['echo {{ssm:greeting}} {{ssm:greeting:1}}', '{{ssm:hosts}}', '{{ p }}'])],
      {
        p: { type: 'String' },
        Secret: { type: 'String', default: '{{ssm:/db/password}}', interpolationType: 'ENV_VAR' },
      },
    );
    const { instanceId, invocationId } = await begin('Stored-All', { p: ['echo {{ssm:greeting:morning}}'] });
    const keys = ['greeting', 'greeting:1', 'greeting:morning', 'hosts', '/db/password'];
    expect(await ask(instanceId, invocationId, keys)).toEqual({
      greeting: 'good evening',
      'greeting:1': 'good day',
      'greeting:morning': 'good day',
      hosts: 'a,b',
      '/db/password': secret,
    });
    expect(await auditOf(instanceId)).toEqual(['read secret parameter /db/password']);
    const command = (await bed.agent(instanceId).inbox()).commands[0]!;
    expect(Buffer.from(command.jws.split('.')[1]!, 'base64url').toString()).not.toContain(secret);
    const dump = await dumpDatabase(bed.db);
    for (const form of clearForms(secret)) expect(dump).not.toContain(form);
  });

  it('gets nothing that its document does not refer to, or only in a step that is skipped, and the ask is noted', async () => {
    await register('Stored-Least', [
      script('say', ['echo {{ssm:greeting}}']),
      script('skipped', ['echo {{ssm:/db/password}}'], { precondition: { StringEquals: ['platformType', 'Windows'] } }),
    ]);
    const { instanceId, invocationId } = await begin('Stored-Least');
    expect(await ask(instanceId, invocationId, ['greeting', '/db/other'])).toBe('NOT_FOUND');
    expect(await ask(instanceId, invocationId, ['/db/password'])).toBe('NOT_FOUND');
    expect(await ask(instanceId, invocationId, ['greeting:1'])).toBe('NOT_FOUND');
    expect(await ask(instanceId, invocationId, ['greeting'])).toEqual({ greeting: 'good evening' });
    expect(await auditOf(instanceId)).toEqual(Array.from({ length: 3 }, () => `refuse parameters ${invocationId}`));
  });

  it("gets nothing of another instance's invocation, of one that was not sent yet, nor of one that is over", async () => {
    await register('Stored-Own', [script('say', ['echo {{ssm:/db/password}}'])]);
    const waiting = await start('Stored-Own');
    expect(await ask(waiting.instanceId, waiting.invocationId, ['/db/password'])).toBe('NOT_FOUND');
    const { instanceId, invocationId } = await begin('Stored-Own');
    expect(await ask(await bed.addInstance(), invocationId, ['/db/password'])).toBe('NOT_FOUND');
    expect(await ask(instanceId, 'inv-00000000-0000-7000-8000-000000000000', ['/db/password'])).toBe('NOT_FOUND');
    expect(await ask(instanceId, invocationId, ['/db/password'])).toEqual({ '/db/password': secret });
    await bed.agent(instanceId).post(
      bed.events(invocationId, [
        { type: 'accepted', bootId: 'b' },
        { type: 'finished', state: 'FAILED', message: '', rebootRequired: null },
      ]),
    );
    expect(await ask(instanceId, invocationId, ['/db/password'])).toBe('NOT_FOUND');
  });

  it('gets them though its time was up, since a machine that comes back late may still finish the run', async () => {
    await register('Stored-Late', [script('say', ['echo {{ssm:/db/password}}'])]);
    const { instanceId, invocationId } = await begin('Stored-Late');
    await bed.agent(instanceId).post(bed.events(invocationId, [{ type: 'accepted', bootId: 'b' }]));
    bed.passTime(200_000);
    await bed.work.tasks['invocation-deadline']!({ invocationId }, undefined as never);
    expect(await bed.invocation(invocationId)).toMatchObject({ state: 'TIMED_OUT' });
    expect(await ask(instanceId, invocationId, ['/db/password'])).toEqual({ '/db/password': secret });
  });

  it('is told nothing for what was deleted meanwhile', async () => {
    await put({ name: 'passing', value: 'x' });
    await register('Stored-Passing', [script('say', ['echo {{ssm:passing}}'])]);
    const { instanceId, invocationId } = await begin('Stored-Passing');
    await bed.parameters.handlers.deleteParameter({ ...asking, query: { name: 'passing' } } as never);
    expect(await ask(instanceId, invocationId, ['passing'])).toEqual({});
  });
});

const running = (documentPath: string, documentParameters: object = {}) => ({
  action: 'aws:runDocument',
  name: 'inner',
  inputs: { documentType: 'SSMDocument', documentPath, documentParameters },
});

describe('documents in documents', () => {
  it('may refer to the store, also when a stored parameter names them, but not beyond what may run', async () => {
    await register('Inner-3', [script('say', ['echo {{ssm:/db/other}}']), running('Inner-4')]);
    await register('Inner-4', [script('say', ['echo {{ssm:/db/password}}'])]);
    await register('Inner-2', [script('say', ['echo {{ p }}']), running('Inner-3')], { p: { type: 'String' } });
    await register('Inner', [running('Inner-2', { p: '{{ssm:greeting:1}}' })]);
    await register('Stored-Outer', [running('{{ssm:inner-name}}')]);
    const { instanceId, invocationId } = await begin('Stored-Outer');
    const keys = ['inner-name', 'greeting:1', '/db/other'];
    expect(await ask(instanceId, invocationId, keys)).toMatchObject({ '/db/other': 'not for you' });
    expect(await ask(instanceId, invocationId, ['/db/password'])).toBe('NOT_FOUND');
  });

  it('are those of the version that the work request runs, and stay it', async () => {
    await register('Inner-Fixed', [script('say', ['echo {{ssm:greeting}}'])]);
    await register('Stored-Fixed', [running('Inner-Fixed:$LATEST')]);
    const { instanceId, invocationId } = await begin('Stored-Fixed');
    await bed.agent(instanceId).post(bed.events(invocationId, [{ type: 'accepted', bootId: 'b' }]));
    const asked = await fetch(`${bed.url}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${instanceId}`, 'content-type': 'application/json' },
      body: JSON.stringify({ invocationId, name: 'Inner-Fixed', version: '$LATEST' }),
    });
    expect(asked.status).toBe(200);
    await register('Inner-Fixed', [script('say', ['echo {{ssm:/db/other}}'])]);
    expect(await ask(instanceId, invocationId, ['greeting'])).toEqual({ greeting: 'good evening' });
    expect(await ask(instanceId, invocationId, ['/db/other'])).toBe('NOT_FOUND');
  });
});

describe('a run', () => {
  const refused = async (name: string, parameters: Record<string, string[]> = {}) => {
    const instanceId = await bed.addInstance();
    const error: unknown = await bed.work
      .startWork({ documentName: name, instanceIds: [instanceId], parameters, createdBy: 'ada' })
      .catch((thrown: unknown) => thrown);
    expect((await bed.agent(instanceId).inbox()).commands).toEqual([]);
    return error;
  };

  it('is refused with the place of what it refers to and is not stored', async () => {
    await register('Stored-None', [script('say', ['echo {{ssm:/nope}} {{ssm:greeting:9}}'])]);
    expect(await refused('Stored-None')).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [
        { place: 'document.say.inputs.runCommand[0]', message: 'The parameter store has no parameter /nope.' },
        { place: 'document.say.inputs.runCommand[0]', message: 'The parameter store has no parameter greeting:9.' },
      ],
    });
    await register('Stored-Given', [script('say', ['{{ p }}'])], { p: { type: 'StringList' } });
    expect(await refused('Stored-Given', { p: ['echo {{ssm:/nope}}'] })).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: expect.arrayContaining([expect.objectContaining({ place: 'body.parameters.p' })]),
    });
    await register('Stored-Download', [
      {
        action: 'aws:downloadContent',
        name: 'fetch',
        inputs: {
          sourceType: 'GitHub',
          sourceInfo: { owner: 'o', repository: 'r', tokenInfo: '{{ssm-secure:/no/token}}' },
        },
      },
    ]);
    expect(await refused('Stored-Download')).toMatchObject({
      details: [{ place: 'document.fetch.inputs', message: 'The parameter store has no parameter /no/token.' }],
    });
  });

  it('is refused when a stored value does not fit, and the secret is not in the message', async () => {
    await register('Stored-Pattern', [script('say', ['echo {{ p }}'])], {
      p: { type: 'String', default: '{{ssm:/db/password}}', allowedPattern: '^[0-9]+$' },
    });
    const error = await refused('Stored-Pattern');
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ place: 'body.parameters.p' }] });
    expect(JSON.stringify(error)).not.toContain(secret);
    await register('Stored-Folder', [
      { ...script('say', []), inputs: { runCommand: ['true'], workingDirectory: '/{{ssm:/db/password}}' } },
    ]);
    expect(await refused('Stored-Folder')).toMatchObject({
      details: [
        { place: 'document.say.inputs.workingDirectory', message: expect.stringContaining('is a SecureString') },
      ],
    });
  });

  it('may take as long as a stored time-out says', async () => {
    await put({ name: 'seconds', value: '7000' });
    await register('Stored-Time', [
      { ...script('say', []), inputs: { runCommand: ['true'], timeoutSeconds: '{{ssm:seconds}}' } },
    ]);
    const { instanceId } = await start('Stored-Time');
    const [command] = (await bed.agent(instanceId).inbox()).commands;
    const claims = JSON.parse(Buffer.from(command!.jws.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ timeoutSeconds: 7030 });
  });
});
