import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let root: string;

const lock = (packages: Record<string, unknown>) =>
  JSON.stringify({ name: 'house', version: '1.0.0', lockfileVersion: 3, requires: true, packages });
const rootPackage = { '': { name: 'house', version: '1.0.0' } };

/** A house with the real start script, a real npm, no dependency, and a program in the CLI's place that tells how it was called. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rustine-start-'));
  await cp(join(repository, 'tools'), join(root, 'tools'), { recursive: true });
  await cp(join(repository, 'apps/cli/bin'), join(root, 'apps/cli/bin'), { recursive: true });
  await mkdir(join(root, 'apps/cli/src'), { recursive: true });
  await mkdir(join(root, 'apps/web/src'), { recursive: true });
  await writeFile(
    join(root, 'apps/cli/src/main.ts'),
    `const args: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(args));\nprocess.exit(args.includes('--fail') ? 7 : 0);\n`,
  );
  await writeFile(
    join(root, 'apps/web/package.json'),
    JSON.stringify({ name: 'web', version: '1.0.0', scripts: { build: 'node build.mjs' } }),
  );
  await writeFile(
    join(root, 'apps/web/build.mjs'),
    `import fs from 'node:fs';\nfs.mkdirSync('dist', { recursive: true });\nfs.writeFileSync('dist/index.html', 'built');\nfs.appendFileSync('../../builds', 'one\\n');\nconsole.log('building');\n`,
  );
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...rootPackage[''], workspaces: ['apps/web'] }));
  await writeFile(
    join(root, 'package-lock.json'),
    lock({
      '': { ...rootPackage[''], workspaces: ['apps/web'] },
      'apps/web': { name: 'web', version: '1.0.0' },
      'node_modules/web': { resolved: 'apps/web', link: true },
    }),
  );
  await writeFile(join(root, '.npmrc'), 'json=true\naudit=false\nfund=false\nupdate-notifier=false\n');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function start(args: readonly string[] = []) {
  const child = spawn(process.execPath, [join(root, 'tools/start.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, code: code as number };
}

async function buildsSoFar(): Promise<number> {
  const told = await readFile(join(root, 'builds'), 'utf8').catch(() => '');
  return told.split('\n').length - 1;
}

const installs = 'Installing packages';

describe('npm start', () => {
  it('installs once, keeps stdout for the result, and hands its arguments over', async () => {
    const first = await start(['--once', '--json']);
    expect(first).toMatchObject({ code: 0, stdout: '["start","--once","--json"]\n' });
    expect(first.stderr).toContain(installs);
    const second = await start(['--once', '--json']);
    expect(second).toEqual({ code: 0, stdout: '["start","--once","--json"]\n', stderr: '' });
  });

  it('installs again when the lock asks for something else', async () => {
    await start(['--once']);
    await mkdir(join(root, 'apps/extra'));
    await writeFile(join(root, 'apps/extra/package.json'), JSON.stringify({ name: 'extra', version: '1.0.0' }));
    const workspaces = ['apps/web', 'apps/extra'];
    await writeFile(join(root, 'package.json'), JSON.stringify({ ...rootPackage[''], workspaces }));
    await writeFile(
      join(root, 'package-lock.json'),
      lock({
        '': { ...rootPackage[''], workspaces },
        'apps/extra': { name: 'extra', version: '1.0.0' },
        'apps/web': { name: 'web', version: '1.0.0' },
        'node_modules/extra': { resolved: 'apps/extra', link: true },
        'node_modules/web': { resolved: 'apps/web', link: true },
      }),
    );
    expect((await start(['--once'])).stderr).toContain(installs);
    expect((await start(['--once'])).stderr).not.toContain(installs);
  });

  it('installs again when an installation was broken off', async () => {
    await start(['--once']);
    await rm(join(root, 'node_modules/.package-lock.json'));
    expect((await start(['--once'])).stderr).toContain(installs);
  });

  it('does not start anything when the installation fails, and says so', async () => {
    await writeFile(join(root, 'package-lock.json'), lock(rootPackage));
    const { code, stdout, stderr } = await start(['--once']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('"npm ci" failed (exit code 1)');
  });

  it('builds the console when its sources changed and only then, and never for --once', async () => {
    await start(['--once']);
    expect(await buildsSoFar()).toBe(0);
    expect((await start()).stdout).toBe('["start"]\n');
    await start();
    expect(await buildsSoFar()).toBe(1);
    await writeFile(join(root, 'apps/web/src/app.ts'), 'export {};');
    await start();
    expect(await buildsSoFar()).toBe(2);
    await rm(join(root, 'apps/web/dist'), { recursive: true });
    await start();
    expect(await buildsSoFar()).toBe(3);
  });

  it('starts without the console when that cannot be built', async () => {
    await writeFile(join(root, 'apps/web/build.mjs'), 'process.exit(1);');
    const { code, stdout, stderr } = await start();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '["start"]\n' });
    expect(stderr).toContain('The console could not be built');
  });

  it('ends as the program ends', async () => {
    expect((await start(['--once', '--fail'])).code).toBe(7);
  });

  it('tells its usage without installing anything', async () => {
    const { stdout, stderr } = await start(['--help']);
    expect(stdout).toContain('Usage: npm start');
    expect(stderr).toBe('');
  });
});

describe('the rustine command', () => {
  it('says what to do when its dependencies are not installed', async () => {
    await mkdir(join(root, 'bin'));
    await symlink(join(root, 'apps/cli/bin/rustine.mjs'), join(root, 'bin/rustine'));
    const child = spawn(process.execPath, [join(root, 'bin/rustine'), 'instance', 'list'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(1);
    expect(stderr).toBe(`rustine: its dependencies are not installed. Run "npm ci" in ${root} first.\n`);
  });
});
