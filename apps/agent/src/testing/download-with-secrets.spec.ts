import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serveDocuments } from './serve-documents.ts';
import { createRehearsal, untilFinished, type Rehearsal } from './start-agent.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

const secret = 'correct-horse-battery-staple';
const readPassword = ({ headers: { authorization = '' } }: IncomingMessage) =>
  Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().replace('ann:', '');

/** Gives its file for the right password, and is careless enough to repeat one that it does not know. */
const files = createServer((request, response) => {
  const password = readPassword(request);
  if (request.url === '/file' && password === secret) response.end('it was given\n');
  else response.writeHead(401).end(`${password} does not open ${request.url}`);
});

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  rehearsal.server.stored.set('/web/password', { key: '/web/password', type: 'SecureString', value: secret });
  files.listen(0, '127.0.0.1');
  await once(files, 'listening');
});
afterEach(async () => {
  await rehearsal.close();
  files.closeAllConnections();
  files.close();
});

function filesWith(text: string): string[] {
  const all = readdirSync(rehearsal.stateDir, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => {
    const path = join(rehearsal.stateDir, file);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

it('a stored password opens a download, also in an inner document, and no message, output or file shows it', async () => {
  const { server } = rehearsal;
  const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  const download = (name: string) => ({
    name,
    action: 'aws:downloadContent',
    inputs: {
      sourceType: 'HTTP',
      sourceInfo: {
        url: `${url}/${name}`,
        allowInsecureDownload: true,
        authMethod: 'Basic',
        username: 'ann',
        password: '{{ssm-secure:/web/password}}',
      },
    },
  });
  const show = { name: 'show', action: 'aws:runShellScript', inputs: { runCommand: ['cat file'] } };
  const inner = { schemaVersion: '2.2', mainSteps: [download('file'), show, download('none')] };
  serveDocuments(server).content.set('Inner', JSON.stringify(inner));
  const call = { documentType: 'SSMDocument', documentPath: 'Inner' };
  const mainSteps = [
    download('file'),
    show,
    { name: 'inner', action: 'aws:runDocument', inputs: call },
    download('none'),
  ];
  rehearsal.start();
  const command = await server.signCommand({ content: JSON.stringify({ schemaVersion: '2.2', mainSteps }) });
  server.deliver(command);
  expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'FAILED' });
  const events = server.eventsOf(command.invocationId);
  const messages = events.flatMap((event) =>
    event.type === 'step-finished' ? [`${event.step}: ${event.message}`] : [],
  );
  const refusal = 'The download failed: ';
  const answer = 'the server answered 401 Unauthorized: *** does not open /none.';
  expect(messages).toEqual([
    'file: ',
    'show: ',
    `inner: Document Inner: Step none: ${refusal}${url}/none: ${answer}`,
    `none: ${refusal}${url}/none: ${answer}`,
  ]);
  const output = events.map((event) => (event.type === 'output' ? event.text : '')).join('');
  expect(output.match(/it was given/g)).toHaveLength(2);
  expect(JSON.stringify(events)).not.toContain(secret);
  expect(filesWith(secret)).toEqual([]);
});
