import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeBoot, whyNoFakeBoot, type FakeBoot } from '@rustine/testkit/fake-boot';
import { describe, expect, test } from 'vitest';
import { makeRunFolder, scriptOf, type RunFolder, type RunOptions } from './testing/run-built-in.ts';

const whyNot = whyNoFakeBoot();
if (whyNot !== undefined) console.log(`skipped: reboots of a machine whose boot id is played: ${whyNot}`);

const isMarked = ['/run/reboot-required', '/run/reboot-needed'].some((mark) => existsSync(mark));
if (isMarked) console.log('skipped: that no reboot is needed here, because this machine waits for one');

const asked = 'The machine is in boot';

/** Runs the document under a boot id of the test's own; `tools` are programs that this system has besides. */
async function prepare(tools: Readonly<Record<string, string>> = {}) {
  const folder = await makeRunFolder();
  const boot = createFakeBoot(folder.path);
  for (const [name, lines] of Object.entries(tools)) {
    await writeFile(join(folder.path, name), `#!/bin/sh\n${lines}\n`);
    await chmod(join(folder.path, name), 0o755);
  }
  const run = (parameters: NonNullable<RunOptions['parameters']>, env: RunOptions['env'] = {}) =>
    folder.run('Rustine-RebootInstance', {
      parameters,
      wrap: boot.wrap,
      env: { PATH: `${folder.path}:/usr/sbin:/usr/bin:/sbin:/bin`, ...env },
    });
  return {
    folder,
    boot,
    run,
    marks: () => marksOf(folder),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const marksOf = async ({ path }: RunFolder) =>
  (await readdir(join(path, 'state'))).filter((name) => name.startsWith('reboot.'));

const provedBy = (before: string, { bootId }: FakeBoot) =>
  `The machine was rebooted: it was in boot ${before} and is now in boot ${bootId()}`;

describe.skipIf(whyNot !== undefined)('Rustine-RebootInstance', () => {
  test('asks for a reboot, and succeeds after it with both boot ids as evidence', async () => {
    await using machine = await prepare();
    const before = machine.boot.bootId();
    const first = await machine.run({ RebootOption: ['Always'] });
    expect(first).toMatchObject({ code: 194, stderr: '', stdout: expect.stringContaining(`${asked} ${before}`) });
    machine.boot.restart();
    const second = await machine.run({ RebootOption: ['Always'] });
    expect(second).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(provedBy(before, machine.boot)),
    });
    expect(second.stdout).toMatch(/^rustine: reboot-required (true|false|unknown) \(/m);
    expect(await machine.marks()).toEqual([]);
  });

  test('is no success while the boot id stays, and is not asked for without end', async () => {
    await using machine = await prepare();
    const codes: number[] = [];
    for (const _ of [1, 2, 3]) codes.push((await machine.run({ RebootOption: ['Always'] })).code);
    const last = await machine.run({ RebootOption: ['Always'] });
    expect([...codes, last.code]).toEqual([194, 194, 194, 1]);
    expect(last.stderr).toMatch(/^rustine: error: REBOOT_NOT_DONE: a reboot was asked for 3 times/);
  });

  test('runs the same under an agent that knows nothing of us, which gives it a command id alone', async () => {
    await using machine = await prepare();
    const before = machine.boot.bootId();
    const env = { RUSTINE_INVOCATION_ID: '', SSM_COMMAND_ID: randomUUID() };
    expect((await machine.run({ RebootOption: ['Always'] }, env)).code).toBe(194);
    machine.boot.restart();
    expect(await machine.run({ RebootOption: ['Always'] }, env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(provedBy(before, machine.boot)),
    });
  });

  test('another run asks for a reboot of its own', async () => {
    await using machine = await prepare();
    await machine.run({ RebootOption: ['Always'] });
    machine.boot.restart();
    expect((await machine.run({ RebootOption: ['Always'] }, { RUSTINE_INVOCATION_ID: 'inv-2' })).code).toBe(194);
  });

  test.each([
    [
      'needs-restarting',
      'echo "Core libraries have been updated: glibc"; exit 1',
      /true \(needs-restarting -r: Core libraries/,
    ],
    ['zypper', '[ "$2" = needs-rebooting ] && exit 102; exit 0', /true \(zypper needs-rebooting\)/],
    [
      'dpkg-query',
      `printf 'ii \\tlinux-image-%s\\t1\\nii \\tlinux-image-9-%s\\t2\\n' "$(uname -r)" "$(uname -r | sed 's/.*-//')"`,
      /true \(kernel 9-\S+ is installed/,
    ],
  ])('is asked for when %s says that it is needed', async (name, lines, evidence) => {
    await using machine = await prepare({ [name]: lines });
    const run = await machine.run({});
    expect(run.stdout).toMatch(evidence);
    expect(run.code).toBe(194);
  });

  test.skipIf(isMarked)('is not asked for when none is needed, and the evidence is told', async () => {
    await using machine = await prepare({
      'needs-restarting': 'exit 0',
      zypper: 'exit 0',
      'dpkg-query': `printf 'ii \\tlinux-image-%s\\t1\\n' "$(uname -r)"`,
    });
    const run = await machine.run({});
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^rustine: reboot-required false \(.* is the newest installed kernel/m);
    expect(await machine.marks()).toEqual([]);
  });

  test('tells the people who are logged in, and waits', async () => {
    await using machine = await prepare({ wall: 'printf "%s" "$1" > "$HOME_OF_TEST/said"' });
    const run = await machine.run(
      { RebootOption: ['Always'], Message: ['Back "soon", $(id) `id`'], delaySeconds: ['1'] },
      { HOME_OF_TEST: machine.folder.path },
    );
    expect(run).toMatchObject({ code: 194, stdout: expect.stringContaining('Waiting 1 seconds.') });
    expect(await readdir(machine.folder.path)).toContain('said');
  });
});

test('Rustine-RebootInstance takes no message that could end the quotes around it', () => {
  const parameters = { Message: ["it's; id"] };
  expect(() => scriptOf('Rustine-RebootInstance', { parameters, platform: 'linux' })).toThrow(/Message/);
});
