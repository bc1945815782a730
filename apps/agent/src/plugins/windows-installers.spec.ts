import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { JsonObject } from '@rustine/domain';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsApplications } from './aws-applications.ts';
import { awsPsModule } from './aws-ps-module.ts';
import { makeStepContext } from './testing/make-step-context.ts';

vi.setConfig({ testTimeout: 60_000 });

const served = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const found = served.get(request.url ?? '');
  if (found === undefined) response.writeHead(404).end();
  else response.end(found);
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A Windows of the test's own, in which a program of system32 notes its arguments and ends as it is told. */
function onWindows(inputs: JsonObject, { program, ending = 'exit 0' }: { program: string; ending?: string }) {
  const step = makeStepContext(inputs, { platform: 'windows' });
  const root = join(step.context.invocationFolder, 'Windows');
  const notes = join(step.context.invocationFolder, 'arguments');
  mkdirSync(root);
  // On this system the whole of C:\…\name.exe is the name of one file.
  const path = `${root}\\System32\\${program}`;
  writeFileSync(path, `#!/bin/sh\nfor each; do printf '%s\\n' "$each"; done >'${notes}'\n${ending}\n`);
  chmodSync(path, 0o755);
  const baseEnvironment = { ...step.context.baseEnvironment, SystemRoot: root };
  return { step, root, context: { ...step.context, baseEnvironment }, noted: () => readFileSync(notes, 'utf8') };
}

describe('an MSI package', () => {
  const content = Buffer.from('an MSI package');
  const msi = (more: JsonObject, ending?: string) =>
    onWindows(
      { action: 'Install', source: `${url}/a.msi`, sourceHash: sum(content).toUpperCase(), ...more },
      { program: 'msiexec.exe', ...(ending !== undefined && { ending }) },
    );
  beforeAll(() => void served.set('/a.msi', content));

  test.each([
    ['Install', '/i'],
    ['Repair', '/fa'],
    ['Uninstall', '/x'],
  ])(
    'to %s is given to msiexec by %s, quietly, without a reboot, with a log and its parameters',
    async (action, mode) => {
      const { step, context, noted } = msi({ action, parameters: 'A=1 "B=two words" /v' }, 'cat "$2"');
      using _step = step;
      expect(await awsApplications.run(context)).toEqual({ kind: 'exited', exitCode: 0 });
      const staged = join(context.stepFolder, 'staging', 'package.msi');
      const log = join(context.stepFolder, 'msiexec.log');
      expect(noted()).toBe(
        [mode, staged, '/quiet', '/norestart', '/log', log, 'A=1', '"B=two words"', '/v', ''].join('\n'),
      );
      expect(step.stdout()).toBe('an MSI package');
      expect(existsSync(staged)).toBe(false);
    },
  );

  test('of this machine is used where it is', async () => {
    using probe = makeStepContext({});
    const source = join(probe.context.reportsFolder, 'here.msi');
    writeFileSync(source, content);
    const { step, context, noted } = msi({ source });
    using _step = step;
    expect(await awsApplications.run(context)).toMatchObject({ exitCode: 0 });
    expect(noted()).toContain(source);
    expect(existsSync(source)).toBe(true);
  });

  test.each([
    [{ sourceHash: 'a'.repeat(64) }, 'it is not the file that was meant'],
    [{ sourceHash: '' }, 'give its sourceHash, or an address of https'],
    [{ source: 'C:\\none.msi' }, 'there is no file C:\\none.msi'],
  ])('with %j is not run', async (more, why) => {
    const { step, context, noted } = msi(more);
    using _step = step;
    expect(await awsApplications.run(context)).toMatchObject({ kind: 'failed', reason: expect.stringContaining(why) });
    expect(noted).toThrow('ENOENT');
  });

  // A shell gives 8 bits of an exit code on, so the larger ones are tested apart.
  test('that fails has the exit code of msiexec', async () => {
    const { step, context } = msi({}, 'exit 87');
    using _step = step;
    expect(await awsApplications.run(context)).toEqual({ kind: 'exited', exitCode: 87 });
  });
});

/** An archive of stored files, written apart from the reader that is tested. */
function zip(files: Readonly<Record<string, string>>, mode = 0o100644): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [label, data] = [Buffer.from(name), Buffer.from(text)];
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(10, 4);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(label.length, 26);
    locals.push(head, label, data);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(0x031e, 4);
    entry.writeUInt16LE(10, 6);
    entry.writeUInt32LE(crc32(data), 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(data.length, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, label);
    offset += head.length + label.length + data.length;
  }
  const size = Buffer.concat(directory).length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('a PowerShell module', () => {
  const powershell = 'WindowsPowerShell\\v1.0\\powershell.exe';
  const module = (archive: Buffer, more: JsonObject = {}) => {
    served.set('/m.zip', archive);
    const inputs = { source: `${url}/m.zip`, sourceHash: sum(archive), runCommand: ['Import-Module Say'], ...more };
    return onWindows(inputs, { program: powershell, ending: 'exit 5' });
  };
  const modules = (root: string) => join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'Modules');

  test('is unpacked into the folder of modules, and its lines run', async () => {
    const { step, root, context, noted } = module(zip({ 'Say/': '', 'Say/Say.psm1': 'function say {}' }));
    using _step = step;
    expect(await awsPsModule.run(context)).toEqual({ kind: 'exited', exitCode: 5 });
    expect(readFileSync(join(modules(root), 'Say', 'Say.psm1'), 'utf8')).toBe('function say {}');
    expect(noted()).toContain('-f\n');
    expect(readdirSync(context.stepFolder)).toEqual(['_script.ps1']);
  });

  test.each([
    ['a path that leads out', zip({ '../up.psm1': 'x' }), 'cannot be unpacked'],
    ['an absolute path', zip({ '/up.psm1': 'x' }), 'cannot be unpacked'],
    ['a link', zip({ 'Say/link': '/etc/passwd' }, 0o120777), 'the archive holds a link'],
    ['no archive at all', Buffer.from('no archive'), 'cannot be unpacked'],
    ['more than a step may have', zip({ 'a.txt': 'x'.repeat(2 * 1024 * 1024) }), 'more than the 1048576 bytes'],
  ])('with %s is refused, and nothing runs', async (_what, archive, why) => {
    const { step, root, context, noted } = module(archive);
    using _step = step;
    expect(await awsPsModule.run(context)).toMatchObject({ kind: 'failed', reason: expect.stringContaining(why) });
    expect(existsSync(modules(root))).toBe(false);
    expect(noted).toThrow('ENOENT');
  });

  test('is for Windows, as MSI packages are', async () => {
    using step = makeStepContext({ runCommand: ['x'], action: 'Install', source: 'x' });
    expect(await awsPsModule.run(step.context)).toMatchObject({
      kind: 'not-run',
      reason: expect.stringContaining('linux'),
    });
    expect(await awsApplications.run(step.context)).toMatchObject({
      kind: 'not-run',
      reason: expect.stringContaining('aws:configurePackage'),
    });
  });
});
