import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PowerSettings } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRef } from './check-ref.ts';
import { findCommand } from './exec/find-command.ts';
import { readStatus } from './exec/open-exec.ts';
import { guardProvider } from './guard-provider.ts';
import { readDomainInfo } from './libvirt/open-libvirt.ts';
import { createOpenProvider } from './open-provider.ts';
import { PowerFault, type PowerProvider } from './power-provider.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-providers-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a command of the operator', () => {
  const command = async (name: string, mode: number, uid?: number) => {
    const path = join(folder, name);
    await writeFile(path, '#!/bin/sh\n');
    await chmod(path, mode);
    if (uid !== undefined) await chown(path, uid, uid);
    return path;
  };

  it('is found by its name in the folder that was set apart', async () => {
    const path = await command('good', 0o755);
    expect(await findCommand(folder, 'good')).toBe(path);
  });

  it.each<[string, (name: string) => Promise<unknown>, string]>([
    ['open-to-all', (name) => command(name, 0o757), 'chmod go-w'],
    ['open-to-its-group', (name) => command(name, 0o775), 'chmod go-w'],
    ['not-executable', (name) => command(name, 0o644), 'chmod +x'],
    ['absent', async () => undefined, 'there is no command absent'],
    ['leads-out', (name) => symlink('/bin/sh', join(folder, name)), 'leads out of'],
    ['a-folder', (name) => mkdir(join(folder, name)), 'is no file'],
    ['../escape', async () => undefined, 'is not the name of a file'],
  ])('%s is refused, with the reason', async (name, make, reason) => {
    await make(name);
    const refused = findCommand(folder, name);
    await expect(refused).rejects.toThrow(PowerFault);
    await expect(refused).rejects.toThrow(reason);
  });

  it.skipIf(process.getuid?.() !== 0)('of another account is refused', async () => {
    await command('strange', 0o755, 4711);
    await expect(findCommand(folder, 'strange')).rejects.toThrow('belongs to another account (uid 4711)');
  });

  it('is none while the operator set no folder apart', async () => {
    await expect(findCommand(undefined, 'good')).rejects.toThrow('RUSTINE_POWER_COMMANDS_DIR');
  });

  it.each([
    ['running\n', 'RUNNING', null],
    ['running boot 7\nmore\n', 'RUNNING', 'boot 7'],
    ['stopped', 'STOPPED', null],
    ['starting now', 'STARTING', null],
  ])('that says %j means %s', (output, state, marker) => {
    expect(readStatus(output)).toEqual({ state, marker, said: '' });
  });

  it.each(['', 'RUNNING', 'on', 'runningx'])('that says %j is not understood, and is told the words', (output) => {
    expect(() => readStatus(output)).toThrow('none of: running, stopped, starting, stopping, unknown');
  });
});

describe('settings', () => {
  it.each([
    { kind: 'libvirt', uri: 'qemu+ext:///system?command=/bin/sh' },
    { kind: 'libvirt', uri: 'qemu+ssh://host/system?command=/tmp/x' },
    { kind: 'libvirt', uri: 'qemu+ssh://-oProxyCommand=x/system' },
    { kind: 'libvirt', uri: 'qemu+ssh://host/system?netcat=/tmp/x' },
    { kind: 'exec', command: '../x' },
    { kind: 'exec', command: '/bin/sh' },
    { kind: 'exec', command: '-x' },
    { kind: 'ec2', region: 'eu-west-3', accessKeyIdParameter: '/only/one' },
    { kind: 'ec2', region: 'eu-west-3', endpoint: 'https://name:secret@example.org' },
    { kind: 'ipmi', username: 'x', passwordParameter: '/p', cipherSuite: 0 },
    { kind: 'oci', region: 'eu-frankfurt-1', auth: 'KEY' },
  ])('%j are refused', (settings) => {
    expect(PowerSettings.safeParse(settings).success).toBe(false);
  });

  it.each(['qemu:///system', 'qemu+ssh://root@host.example:22/system?no_tty=1', 'test:///default', 'xen+tls://h/'])(
    'of libvirt may have the URI %s',
    (uri) => {
      expect(PowerSettings.safeParse({ kind: 'libvirt', uri }).success).toBe(true);
    },
  );

  it.each([
    ['ec2', 'i-0123456789abcdef0', true],
    ['ec2', 'web-1', false],
    ['wake-on-lan', '52:54:00:12:34:56', true],
    ['wake-on-lan', '52:54:00:12:34', false],
    ['ipmi', '10.0.0.7:1623', true],
    ['ipmi', '10.0.0.7 -x', false],
    ['oci', 'ocid1.instance.oc1.eu-frankfurt-1.abc', true],
    ['exec', 'anything goes', true],
  ] as const)('of %s may name a machine %s: %s', (kind, ref, is) => {
    expect(checkRef(kind, ref) === null).toBe(is);
  });
});

describe('every provider', () => {
  const broken = (call: () => Promise<never>): PowerProvider => ({ state: call, start: call, stop: call });

  it('fails in one line with its name, without the secrets that it was given', async () => {
    const provider = broken(async () => Promise.reject(new Error('login with hunter2-hunter2\n refused')));
    const guarded = guardProvider(provider, { name: 'lab', secrets: ['hunter2-hunter2'], callSeconds: 5 });
    await expect(guarded.state('x')).rejects.toThrow(new PowerFault('TRANSIENT', 'lab: login with *** refused'));
  });

  it('is not waited for longer than it may take', async () => {
    const guarded = guardProvider(
      broken(() => new Promise(() => undefined)),
      { name: 'lab', secrets: [], callSeconds: 0.01 },
    );
    await expect(guarded.stop('x', { force: false })).rejects.toThrow('lab: no answer within 0.01 seconds');
  });

  it('says which secret is not stored, and how to put it', async () => {
    const open = createOpenProvider({ parameters: { readSecret: async () => null }, commandsDir: undefined });
    const settings = PowerSettings.parse({ kind: 'ipmi', username: 'x', passwordParameter: '/bmc/password' });
    await expect(open({ name: 'rack', settings })).rejects.toThrow(
      'rack: there is no stored parameter /bmc/password; put it: rustine parameter put /bmc/password',
    );
  });
});

describe('virsh', () => {
  it.each([
    ['Id:             7\nName:           web\nState:          running\n', 'RUNNING', 'domain 7', ''],
    ['Id:             -\nName:           web\nState:          shut off\n', 'STOPPED', null, ''],
    ['Id:             7\nState:          in shutdown\n', 'STOPPING', null, ''],
    ['Id:             7\nState:          paused\n', 'UNKNOWN', null, 'paused'],
    ['', 'UNKNOWN', null, 'without a state'],
  ])('that prints %j means %s', (output, state, marker, said) => {
    expect(readDomainInfo(output)).toEqual({ state, marker, said });
  });
});

describe('Wake-on-LAN', () => {
  it('sends the magic packet of the machine, and tells no state', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    const settings = PowerSettings.parse({ kind: 'wake-on-lan', broadcast: '127.0.0.1', port });
    const open = createOpenProvider({ parameters: { readSecret: async () => null }, commandsDir: undefined });
    const { provider } = await open({ name: 'lan', settings });
    const came = once(socket, 'message') as Promise<[Buffer]>;
    await provider.start('52-54-00-12-34-56');
    const [packet] = await came;
    socket.close();
    expect(packet.toString('hex')).toBe(`ffffffffffff${'525400123456'.repeat(16)}`);
    expect((await provider.state('52:54:00:12:34:56')).state).toBe('UNKNOWN');
    await expect(provider.stop('52:54:00:12:34:56', { force: true })).rejects.toThrow('cannot switch a machine off');
  });
});
