import { beforeAll, describe, expect, test } from 'vitest';
import { prepareBase, whyNoMachines } from './testing/make-machine.ts';
import { preparePatching } from './testing/prepare-patching.ts';

const of = (version: string) => (name: string) => ({ name, version });
const one = of('1.0');
const two = of('1.1');
const three = of('1.2');
const planLines = (stdout: string) => stdout.split('\n').filter((line) => /^plan: [a-z]+ \S+ \S+ \S+ \S+$/.test(line));
const hashOf = (stdout: string) => /^rustine: plan ([0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '';

describe.skipIf(whyNoMachines() !== undefined)('with OnlyVersions', { timeout: 120_000 }, () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('exactly the listed versions are installed though newer ones are offered; what is not listed is left and told', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta', 'gamma', 'delta'].map(one),
      base: [three('delta')],
      security: [two('alpha'), two('beta'), two('gamma')],
    });
    const { machine, repositories } = patching;
    const given = {
      UpdateTypes: ['Security'],
      OnlyVersions: ['alpha:all=1.1', 'beta:amd64=1.1', 'delta=1.2', 'absent=2.0'],
    };
    const early = await machine.patch({ Operation: ['DryRun'], ...given }, 'inv-early');
    // Published after the list was made: the newest of alpha is not even a security update.
    repositories.offer('security', [two('alpha'), two('beta'), three('beta'), two('gamma')]);
    repositories.offer('base', [three('alpha'), three('delta'), of('2.0')('absent')]);
    const late = await machine.patch({ Operation: ['DryRun'], ...given }, 'inv-late');
    expect(late).toMatchObject({ code: 0, stderr: '' });
    expect(planLines(late.stdout)).toEqual([
      'plan: upgrade alpha all 1.0 1.1',
      'plan: upgrade beta all 1.0 1.1',
      'plan: leave gamma all 1.0 1.1',
    ]);
    expect(late.stdout).toMatch(/^plan: 1 updates left alone that OnlyVersions does not list$/m);
    expect(hashOf(late.stdout)).toBe(hashOf(early.stdout));

    const run = await machine.patch({ Operation: ['Install'], ...given, PlanHash: [hashOf(early.stdout)] });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta', 'gamma', 'delta', 'absent')).toEqual([
      'ii 1.1',
      'ii 1.1',
      'ii 1.0',
      'ii 1.0',
      '-',
    ]);
    expect(
      (await machine.report('new-updates')).map((row) => `${row['name']} ${row['new_version']} ${row['update_type']}`),
    ).toEqual(['alpha 1.1 SECURITY', 'beta 1.1 SECURITY']);
    expect((await machine.report('available-updates')).map((row) => row['available_version'])).toEqual([
      '1.2',
      '1.2',
      '1.2',
      '1.1',
    ]);
    const again = await machine.patch({ Operation: ['Install'], ...given }, 'inv-again');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('There is nothing to do.') });
  });

  test('a version that is gone, or that the machine’s pins forbid, fails by its code and no newer one comes in its place', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta', 'gamma', 'delta'].map(one),
      security: [three('alpha'), two('beta'), two('gamma'), two('delta')],
    });
    await patching.machine.shell(
      `printf 'Package: gamma\\nPin: version 1.1\\nPin-Priority: -1\\n' >/etc/apt/preferences; apt-mark hold delta`,
    );
    const list = ['alpha', 'beta', 'gamma', 'delta'].map((name) => `${name}:all=1.1`);
    const run = await patching.machine.patch({ Operation: ['Install'], OnlyVersions: list });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: UPDATES_FAILED: .*alpha 1\.1 \(VERSION_GONE: /m);
    expect(run.stdout).toContain('plan: hold alpha all 1.0 1.1\n');
    expect(await patching.versions('alpha', 'beta', 'gamma', 'delta')).toEqual([
      'ii 1.0',
      'ii 1.1',
      'ii 1.0',
      'hi 1.0',
    ]);
    expect(
      (await patching.machine.report('failed-updates')).map(
        (row) => `${row['name']} ${row['target_version']} ${row['error_code']}`,
      ),
    ).toEqual(expect.arrayContaining(['alpha 1.1 VERSION_GONE', 'gamma 1.1 VERSION_GONE', 'delta 1.1 HELD']));

    const other = { OnlyVersions: ['alpha=1.1'], Exclude: ['alpha'] };
    expect(await patching.machine.patch({ Operation: ['Install'], ...other }, 'inv-2')).toMatchObject({ code: 0 });
    const alone = await patching.machine.patch({ Operation: ['Install'], OnlyVersions: ['alpha=1.1'] }, 'inv-3');
    expect(alone.stderr).toMatch(/^rustine: error: VERSION_GONE: alpha 1\.1 /m);
  });

  test('what comes along comes as listed, and what is not listed is not changed for another’s sake', async () => {
    const needing = (name: string, depends: string) => ({ ...two(name), fields: { Depends: depends } });
    await using patching = await preparePatching({
      installed: ['alpha', 'beta', 'gamma', 'delta', 'newer'].map(one),
      base: [
        needing('alpha', 'fresh, unlisted'),
        needing('beta', 'delta (>= 1.1)'),
        needing('gamma', 'fresh (>= 1.2)'),
        ...['fresh', 'unlisted'].flatMap((name) => [two(name), three(name)]),
        two('delta'),
        two('newer'),
      ],
    });
    const { machine } = patching;
    const list = ['alpha:all=1.1', 'beta:all=1.1', 'gamma:all=1.1', 'fresh:all=1.1', 'newer:all=0.9'];
    const run = await machine.patch({ Operation: ['Install'], OnlyVersions: list });
    expect(run.code).toBe(1);
    expect(await patching.versions('alpha', 'fresh', 'unlisted', 'beta', 'gamma', 'delta', 'newer')).toEqual([
      'ii 1.1',
      'ii 1.1',
      'ii 1.2',
      'ii 1.0',
      'ii 1.0',
      'ii 1.0',
      'ii 1.0',
    ]);
    expect(
      (await machine.report('failed-updates')).map((row) => [row['name'], row['error_code'], row['error_message']]),
    ).toEqual([
      ['beta', 'DEPENDENCY_CONFLICT', 'it needs delta 1.1, and OnlyVersions allows no change of it'],
      ['gamma', 'DEPENDENCY_CONFLICT', expect.stringMatching(/fresh/)],
    ]);
    expect((await machine.shell('apt-mark showauto fresh unlisted')).stdout).toBe('fresh\nunlisted\n');
  });

  test('a list of 2,000 items works, one that says none installs nothing, and it is for updates only', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta', 'gamma'].map(one),
      base: ['alpha', 'beta', 'gamma'].flatMap((name) => [two(name), three(name)]),
    });
    const { machine } = patching;
    const none = await machine.patch({ Operation: ['Install'], OnlyVersions: ['none'] }, 'inv-none');
    expect(none).toMatchObject({ code: 0, stderr: '' });
    expect(none.stdout).toMatch(/^plan: 3 updates left alone that OnlyVersions does not list$/m);
    expect(await patching.versions('alpha', 'beta', 'gamma')).toEqual(['ii 1.0', 'ii 1.0', 'ii 1.0']);

    const filler = Array.from({ length: 1998 }, (_, index) => `absent-${'x'.repeat(36)}-${index}:all=1.1-2~deb12u3`);
    const list = ['alpha:all=1.1', ...filler, 'beta:all=1.1'];
    const run = await machine.patch({ Operation: ['Install'], OnlyVersions: list });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta', 'gamma')).toEqual(['ii 1.1', 'ii 1.1', 'ii 1.0']);

    const named = { OnlyVersions: ['alpha=1.1'], Packages: ['gamma'] };
    const both = await machine.patch({ Operation: ['Install'], ...named }, 'inv-both');
    expect(both.stderr).toMatch(/^rustine: error: ONLY_FOR_UPDATES: /m);
  });
});
