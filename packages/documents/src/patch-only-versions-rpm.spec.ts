import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareBase } from './testing/make-machine.ts';
import { prepareRpmPatching, whyNoRpmMachines, type RpmPatching } from './testing/prepare-rpm-patching.ts';

const of =
  (version: string) =>
  (name: string, preamble: string[] = []) => ({ name, version, preamble });
const one = of('1.0');
const two = of('1.1');
const three = of('1.2');
const planLines = (stdout: string) => stdout.split('\n').filter((line) => /^plan: [a-z]+ \S+ \S+ \S+ \S+$/.test(line));
const hashOf = (stdout: string) => /^rustine: plan ([0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '';
const listed = (version: string, ...names: string[]) => names.map((name) => `${name}:noarch=${version}`);

const managers = ['dnf', 'zypper'] as const;

describe.skipIf(whyNoRpmMachines() !== undefined).each(managers)(
  '%s with OnlyVersions',
  { timeout: 240_000 },
  (manager) => {
    let patching: RpmPatching;
    beforeAll(async () => {
      prepareBase('rpm');
      patching = await prepareRpmPatching(manager);
    }, 300_000);
    afterAll(() => patching[Symbol.asyncDispose]());
    beforeEach(() => patching.reset(['alpha', 'beta', 'gamma', 'delta'].map((name) => one(name))));

    test('exactly the listed versions are installed though newer ones are offered; what is not listed is left and told', async () => {
      const { machine } = patching;
      const advisories = [
        { id: 'ADV-1', type: 'security', packages: { alpha: '1.1', beta: '1.1', gamma: '1.1' } },
      ] as const;
      const given = {
        UpdateTypes: ['Security'],
        OnlyVersions: [...listed('1.1-1', 'alpha', 'beta', 'absent'), 'delta=1.2-1'],
      };
      patching.offer([two('alpha'), two('beta'), two('gamma'), three('delta')], advisories);
      const early = await patching.patch({ Operation: ['DryRun'], ...given }, 'inv-early');
      // Published after the list was made.
      patching.offer(
        [two('alpha'), three('alpha'), two('beta'), three('beta'), two('gamma'), three('delta'), two('absent')],
        advisories,
      );
      const late = await patching.patch({ Operation: ['DryRun'], ...given }, 'inv-late');
      expect(late).toMatchObject({ code: 0, stderr: '' });
      expect(planLines(late.stdout)).toEqual([
        'plan: upgrade alpha noarch 1.0-1 1.1-1',
        'plan: upgrade beta noarch 1.0-1 1.1-1',
        'plan: leave gamma noarch 1.0-1 1.1-1',
      ]);
      expect(late.stdout).toMatch(/^plan: 1 updates left alone that OnlyVersions does not list$/m);
      expect(hashOf(late.stdout)).toBe(hashOf(early.stdout));

      const run = await patching.patch({ Operation: ['Install'], ...given, PlanHash: [hashOf(early.stdout)] });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(await patching.versions('alpha', 'beta', 'gamma', 'delta', 'absent')).toEqual([
        '1.1-1',
        '1.1-1',
        '1.0-1',
        '1.0-1',
        '-',
      ]);
      expect(
        (await machine.report('new-updates')).map(
          (row) => `${row['name']} ${row['architecture']} ${row['new_version']}`,
        ),
      ).toEqual(['alpha noarch 1.1-1', 'beta noarch 1.1-1']);
      const again = await patching.patch({ Operation: ['Install'], ...given }, 'inv-again');
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('There is nothing to do.') });
    });

    test('a version that is gone fails by its code and no newer one comes in its place; what is newer already is left', async () => {
      await patching.reset([...['alpha', 'beta', 'gamma'].map((name) => one(name)), three('delta')]);
      patching.offer([three('alpha'), two('beta'), three('beta'), two('gamma'), two('delta')]);
      await patching.machine.shell(
        manager === 'dnf' ? 'echo excludepkgs=gamma >>/etc/dnf/dnf.conf' : 'zypper --non-interactive addlock gamma',
      );
      const list = listed('1.1-1', 'alpha', 'beta', 'gamma', 'delta');
      const run = await patching.patch({ Operation: ['Install'], OnlyVersions: list });
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/^rustine: error: UPDATES_FAILED: .*alpha 1\.1-1 \(VERSION_GONE: /m);
      expect(run.stdout).toContain('plan: hold alpha noarch 1.0-1 1.1-1\n');
      expect(await patching.versions('alpha', 'beta', 'gamma', 'delta')).toEqual(['1.0-1', '1.1-1', '1.0-1', '1.2-1']);
      expect(
        (await patching.machine.report('failed-updates'))
          .map((row) => `${row['name']} ${row['target_version']} ${row['error_code']}`)
          .toSorted(),
      ).toEqual(['alpha 1.1-1 VERSION_GONE', 'gamma 1.1-1 HELD']);
    });

    test('what comes along comes as listed, and what is not listed is not changed for another’s sake', async () => {
      patching.offer([
        two('alpha', ['Requires: fresh', 'Requires: unlisted']),
        two('beta', ['Requires: delta >= 1.1']),
        two('gamma', ['Requires: fresh >= 1.2']),
        ...['fresh', 'unlisted'].flatMap((name) => [two(name), three(name)]),
        two('delta'),
      ]);
      const list = listed('1.1-1', 'alpha', 'beta', 'gamma', 'fresh');
      const run = await patching.patch({ Operation: ['Install'], OnlyVersions: list });
      expect(run.code).toBe(1);
      expect(await patching.versions('alpha', 'fresh', 'unlisted', 'beta', 'gamma', 'delta')).toEqual([
        '1.1-1',
        '1.1-1',
        '1.2-1',
        '1.0-1',
        '1.0-1',
        '1.0-1',
      ]);
      expect(
        (await patching.machine.report('failed-updates')).map((row) => [
          row['name'],
          row['error_code'],
          row['error_message'],
        ]),
      ).toEqual([
        ['beta', 'DEPENDENCY_CONFLICT', 'it needs delta 1.1-1, and OnlyVersions allows no change of it'],
        ['gamma', 'DEPENDENCY_CONFLICT', expect.stringMatching(/fresh/)],
      ]);
    });

    test('a kernel comes beside the others in the listed version, an epoch is heeded, and a list of 2,000 items works', async () => {
      const kernel = (version: string) =>
        of(version)('kernel', ['Provides: multiversion(kernel)', 'Provides: installonlypkg(kernel)']);
      await patching.reset([one('alpha'), one('beta'), kernel('1.0'), kernel('2.0')]);
      patching.offer([
        kernel('3.0'),
        kernel('4.0'),
        of('0.5')('alpha', ['Epoch: 1']),
        of('0.6')('alpha', ['Epoch: 1']),
        two('beta'),
      ]);
      const filler = Array.from(
        { length: 1998 },
        (_, index) => `absent-${'x'.repeat(36)}-${index}:noarch=9:1.1-2~rc.el9`,
      );
      const list = ['kernel:noarch=3.0-1', ...filler, 'alpha:noarch=1:0.5-1'];
      const run = await patching.patch({ Operation: ['Install'], OnlyVersions: list });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect((await patching.versions('kernel')).toSorted()).toEqual(['1.0-1', '2.0-1', '3.0-1']);
      expect(await patching.versions('alpha', 'beta')).toEqual(['0.5-1', '1.0-1']);
    });
  },
);
