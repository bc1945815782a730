import type { ConfigurePackageInputs } from '@rustine/domain';
import type { StepContext } from '../step-plugin.ts';
import type { PackageManager, ToolCall } from './package-manager.ts';
import { runTool } from './run-tool.ts';

/** The package is not as it was asked for; the message is a sentence. */
export class PackageError extends Error {}

export interface PackageChange {
  readonly inputs: ConfigurePackageInputs;
  readonly manager: PackageManager;
  readonly secondsMax: number;
}

/** Installs or removes one package and answers what its database says afterwards. Throws PackageError, ToolEndedError. */
export async function changePackage(context: StepContext, change: PackageChange): Promise<string> {
  const { inputs, manager } = change;
  const { name } = inputs;
  const environment = { ...inputs.additionalArguments, ...manager.environment };
  const call = (tool: ToolCall, isShown = true) =>
    runTool(context, tool, { environment, secondsMax: change.secondsMax, isShown });
  const installed = async () => manager.readInstalled((await call(manager.installed(name), false)).stdout);
  const before = await installed();
  const asked = inputs.version === null || inputs.version.toLowerCase() === 'latest' ? null : inputs.version;
  const was = before.length === 0 ? 'not installed before' : `${before.join(', ')} before`;

  if (inputs.action === 'Uninstall') {
    const isThere = before.some((version) => asked === null || manager.matches(version, asked));
    if (!isThere) return `${nameOf(name, asked)} is not installed; there is nothing to do.`;
    requireEnd(manager, await call(manager.remove(name)));
    const left = await installed();
    if (left.length > 0)
      throw new PackageError(`${manager.name} ended well, but ${name} ${left.join(', ')} is still installed.`);
    return `${name} is no longer installed (${was}).`;
  }

  const isWanted = (versions: readonly string[], wanted: string | null) =>
    versions.some((version) => wanted === null || manager.matches(version, wanted));
  if (asked !== null && isWanted(before, asked))
    return `${name} ${asked} is installed already; there is nothing to do.`;
  if (manager.refresh !== null) {
    const { exitCode } = await call(manager.refresh);
    if (exitCode !== 0)
      tell(context, `The package sources could not all be read anew; what is known of them is used.\n`);
  }
  const wanted = asked ?? (await newest(call, manager, name));
  let last: { readonly exitCode: number | null } = { exitCode: 0 };
  for (const tool of manager.install(name, wanted, before.length > 0)) {
    last = await call(tool);
    if (isWanted(await installed(), wanted)) break;
  }
  const after = await installed();
  if (!isWanted(after, wanted)) {
    requireEnd(manager, last);
    const found = after.length === 0 ? 'it is not installed' : `${after.join(', ')} is installed`;
    throw new PackageError(`${manager.name} ended well, but ${nameOf(name, wanted)} is not there: ${found}.`);
  }
  requireEnd(manager, last);
  return `${name} ${after.join(', ')} is installed (${was}).`;
}

async function newest(
  call: (tool: ToolCall, isShown: boolean) => Promise<{ readonly stdout: string }>,
  manager: PackageManager,
  name: string,
): Promise<string | null> {
  if (manager.candidate === null) return null;
  const found = manager.readCandidate((await call(manager.candidate(name), false)).stdout);
  if (found === null) throw new PackageError(`No package source of this machine has a package ${name}.`);
  return found;
}

function requireEnd({ name }: PackageManager, { exitCode }: { readonly exitCode: number | null }): void {
  if (exitCode === 0) return;
  const how = exitCode === null ? 'was killed' : `exited with ${exitCode}`;
  throw new PackageError(`${name} ${how}; its output says why.`);
}

function nameOf(name: string, version: string | null): string {
  return version === null ? name : `${name} ${version}`;
}

function tell({ onOutput }: StepContext, line: string): void {
  onOutput('stdout', Buffer.from(line));
}
