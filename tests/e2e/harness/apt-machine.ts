import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * An APT_CONFIG of a machine with few packages: this one's sources, and of its package database these alone. A whole scan
 * by the real apt then takes seconds.
 */
export async function smallMachine(folder: string, packages: readonly string[]): Promise<Record<string, string>> {
  const state = join(folder, 'small-machine');
  await mkdir(state, { recursive: true, mode: 0o755 });
  const paragraphs = (await readFile('/var/lib/dpkg/status', 'utf8')).split('\n\n');
  const kept = paragraphs.filter((paragraph) => packages.includes(/^Package: (.*)$/m.exec(paragraph)?.[1] ?? ''));
  const status = join(state, 'status');
  await writeFile(status, `${kept.join('\n\n')}\n`, { mode: 0o644 });
  return aptConfig(folder, [`Dir::State::status "${status}";`]);
}

/** An APT_CONFIG whose only source is a loopback port on which nobody listens. */
export async function machineWithoutNetwork(folder: string, closedPort: number): Promise<Record<string, string>> {
  const sources = join(folder, 'no-network.list');
  await writeFile(sources, `deb [trusted=yes] http://127.0.0.1:${closedPort}/debian bookworm main\n`, { mode: 0o644 });
  return aptConfig(folder, [`Dir::Etc::sourcelist "${sources}";`, 'Dir::Etc::sourceparts "/dev/null";']);
}

async function aptConfig(folder: string, lines: readonly string[]): Promise<Record<string, string>> {
  const path = join(folder, 'apt.conf');
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o644 });
  return { APT_CONFIG: path };
}
