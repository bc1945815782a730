import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { gatherParts, putTogether } from './build-agent.ts';
import { targets } from './targets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = targets.find(({ name }) => name === `${process.platform}-${process.arch}`);
if (target === undefined) console.log(`skipped: no agent is built for ${process.platform} on ${process.arch}`);

it.skipIf(target === undefined)(
  'the same parts give the same bytes, which run by themselves, know what they are and have their sum beside them',
  async () => {
    const parts = await gatherParts(root, { target: target! });
    const [first, second] = [0, 1].map(() => {
      const outputFolder = mkdtempSync(join(tmpdir(), 'rustine-agent-built-'));
      onTestFinished(() => rmSync(outputFolder, { recursive: true }));
      return { outputFolder, built: putTogether(parts, { outputFolder, tell: () => undefined }) };
    });
    expect(second?.built.sha256).toBe(first?.built.sha256);
    const { outputFolder, built } = first!;
    execFileSync('sha256sum', ['--check', '--status', `${target!.output}.sha256`], { cwd: outputFolder });
    expect(putTogether(parts, { outputFolder, tell: () => undefined })).toEqual({ ...built, reused: true });
    // NODE_OPTIONS of whoever starts it is not for the agent.
    const env = { NODE_OPTIONS: '--require /nowhere.cjs' };
    const said = execFileSync(built.path, ['version', '--output', 'json'], { env, encoding: 'utf8' });
    expect(JSON.parse(said)).toMatchObject({ node: process.versions.node, oneFile: true });
  },
  240_000,
);
