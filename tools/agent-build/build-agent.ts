import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleExecutable, type Parts } from './assemble-executable.ts';
import { bundleProgram } from './bundle-program.ts';
import { describeSource } from './describe-source.ts';
import { findNodeBinary } from './find-node-binary.ts';
import type { Target } from './targets.ts';

export interface BuildOrder {
  readonly target: Target;
  /** Instead of the one that npm brings. */
  readonly nodeBinary?: string | undefined;
  readonly outputFolder: string;
  /** Builds also what is built already from the same parts. */
  readonly fresh?: boolean;
  readonly tell: (line: string) => void;
}

export interface BuiltAgent {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly reused: boolean;
}

/** Builds the one-file agent and a file beside it with its sum, as `sha256sum --check` reads it. */
export async function buildAgent(root: string, order: BuildOrder): Promise<BuiltAgent> {
  return putTogether(await gatherParts(root, order), order);
}

/** As buildAgent, of parts that were gathered before. */
export function putTogether(parts: Parts, { outputFolder, fresh, tell }: Omit<BuildOrder, 'target'>): BuiltAgent {
  const { target } = parts;
  const path = join(outputFolder, target.output);
  const stamp = join(outputFolder, `.${target.output}.built-from`);
  const sum = sha256(JSON.stringify({ ...parts, nodeBinary: sha256(readFileSync(parts.nodeBinary)) }));
  const reusable = fresh !== true && existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sum;
  const executable = reusable ? readFileSync(path) : assembleExecutable(parts, tell);
  const built = { path, sha256: sha256(executable), sizeBytes: executable.length, reused: reusable };
  if (reusable) return built;
  mkdirSync(outputFolder, { recursive: true });
  rmSync(stamp, { force: true });
  // Another process may run the present one: it keeps it, and the name means the new one from now on.
  put(path, executable, 0o755);
  put(`${path}.sha256`, `${built.sha256}  ${target.output}\n`, 0o644);
  put(stamp, sum, 0o644);
  return built;
}

/** All that decides what the agent's bytes are. */
export async function gatherParts(root: string, order: Pick<BuildOrder, 'target' | 'nodeBinary'>): Promise<Parts> {
  return {
    target: order.target,
    nodeBinary: order.nodeBinary ?? findNodeBinary(root, order.target),
    program: await bundleProgram(root),
    assets: { 'build.json': JSON.stringify(describeSource(root)) },
  };
}

function put(path: string, content: string | Buffer, mode: number): void {
  const beside = `${path}.${process.pid}.part`;
  writeFileSync(beside, content, { mode });
  renameSync(beside, path);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
