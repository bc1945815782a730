import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareBase, whyNoMachines } from './testing/make-machine.ts';
import { preparePatching } from './testing/prepare-patching.ts';

const missing = whyNoMachines();
if (missing !== undefined) console.log(`Rustine-PatchInstance is not tested: ${missing}`);

const one = (name: string) => ({ name, version: '1.0' });
const two = (name: string, fields = {}) => ({ name, version: '1.1', fields });

/** Two kinds of updates, one of them with a new dependency. */
const offers = {
  installed: ['alpha', 'beta', 'gamma'].map(one),
  security: [two('alpha'), two('beta', { Depends: 'fresh' }), one('fresh')],
  updates: [two('gamma')],
};

function planLines(stdout: string): string[] {
  return stdout.split('\n').filter((line) => /^plan: (install|upgrade|downgrade|remove|hold) /.test(line));
}

function hashOf(stdout: string): string {
  return /^rustine: plan ([0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '';
}

describe.skipIf(missing !== undefined)('a plan', { timeout: 120_000 }, () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('a dry run says what would be done and changes nothing; its hash binds the install', async () => {
    await using patching = await preparePatching(offers);
    const { machine } = patching;
    const listing = () =>
      machine.shell(
        "find /var/lib/apt /var/cache/apt /var/lib/dpkg /etc /usr -printf '%p %T@ %s\\n' | sort | sha256sum",
      );
    const before = await listing();
    const dry = await machine.patch({ Operation: ['DryRun'] }, 'inv-dry');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(planLines(dry.stdout)).toEqual([
      'plan: install fresh all - 1.0',
      'plan: upgrade alpha all 1.0 1.1',
      'plan: upgrade beta all 1.0 1.1',
      'plan: upgrade gamma all 1.0 1.1',
    ]);
    expect(dry.stdout).toContain('plan: 3 to upgrade, 1 to install, 0 to downgrade, 0 to remove, 0 held back\n');
    expect(dry.stdout).toMatch(/^plan: [1-9][0-9]* bytes to download, [0-9]+ KiB of disk needed/m);
    expect(await listing()).toEqual(before);
    expect(await patching.validReports()).toEqual(['updates-before', 'software-inventory', 'available-updates']);
    const text = ['rustine-plan 1', 'operation install', ...planLines(dry.stdout).map((line) => line.slice(6)), ''];
    expect(hashOf(dry.stdout)).toBe(createHash('sha256').update(text.join('\n')).digest('hex'));

    const bound = await machine.patch({ Operation: ['Install'], PlanHash: [hashOf(dry.stdout)] });
    expect(bound).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta', 'gamma', 'fresh')).toEqual([
      'ii 1.1',
      'ii 1.1',
      'ii 1.1',
      'ii 1.0',
    ]);
  });

  test('an install is refused when the machine would now do something else than the plan', async () => {
    await using patching = await preparePatching(offers);
    const { machine, repositories } = patching;
    const dry = await machine.patch({ Operation: ['DryRun'] });
    repositories.offer('updates', [{ name: 'gamma', version: '1.2' }]);
    const bound = await machine.patch({ Operation: ['Install'], PlanHash: [hashOf(dry.stdout)] });
    expect(bound.code).toBe(1);
    expect(bound.stderr).toMatch(
      /^rustine: error: PLAN_CHANGED: the plan is now [0-9a-f]{64}, not [0-9a-f]{64}; nothing was installed$/m,
    );
    expect(await patching.versions('alpha', 'beta', 'gamma', 'fresh')).toEqual(['ii 1.0', 'ii 1.0', 'ii 1.0', '-']);
  });

  test('security only takes the security source’s updates with what they need, and leaves the others available', async () => {
    await using patching = await preparePatching(offers);
    const run = await patching.machine.patch({ Operation: ['Install'], UpdateTypes: ['Security'] });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta', 'gamma', 'fresh')).toEqual([
      'ii 1.1',
      'ii 1.1',
      'ii 1.0',
      'ii 1.0',
    ]);
    expect(await patching.machine.report('available-updates')).toMatchObject([
      { name: 'gamma', available_version: '1.1', update_type: 'BUGFIX' },
    ]);
  });

  test('globs include and exclude, and an excluded package is not even changed for another’s sake', async () => {
    await using patching = await preparePatching({
      installed: ['lib-a', 'lib-b', 'tool'].map(one),
      security: [two('lib-a'), two('lib-b'), two('tool', { Depends: 'lib-b (>= 1.1)' })],
    });
    const some = await patching.machine.patch(
      { Operation: ['Install'], Include: ['lib-*'], Exclude: ['*-b'] },
      'inv-some',
    );
    expect(some).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('lib-a', 'lib-b', 'tool')).toEqual(['ii 1.1', 'ii 1.0', 'ii 1.0']);

    const blocked = await patching.machine.patch({ Operation: ['Install'], Exclude: ['lib-b'] }, 'inv-blocked');
    expect(blocked.code).toBe(1);
    expect(blocked.stderr).toMatch(/^rustine: error: DEPENDENCY_CONFLICT: tool 1\.1 /m);
    expect(await patching.versions('lib-b', 'tool')).toEqual(['ii 1.0', 'ii 1.0']);
    expect(await patching.machine.report('failed-updates')).toMatchObject([
      {
        name: 'tool',
        target_version: '1.1',
        update_type: 'SECURITY',
        error_code: 'DEPENDENCY_CONFLICT',
        error_message: expect.stringContaining('Depends: lib-b (>= 1.1)'),
      },
    ]);
  });
});
