import { existsSync, lstatSync, readdirSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ServiceError, type UninstallOrder, type UninstallOutcome } from '../../service-manager.ts';
import { readIfThere } from '../../place-file.ts';
import { placesBelow, UNIT } from './places.ts';
import { requireRoot, requireSystemd, systemctl } from './systemctl.ts';
import { binaryOfUnit, MARK } from './unit-text.ts';

/** As ServiceManager.uninstall has it. The unit goes last of what it needs, so a repeat finds the rest. */
export async function uninstallService(order: UninstallOrder): Promise<UninstallOutcome> {
  const { root, purge, stateDir } = order;
  requireRoot();
  const unit = readIfThere(placesBelow(root ?? '/', '/usr/local').unit);
  if (unit !== null && !unit.startsWith(MARK))
    throw new ServiceError(`The installed ${UNIT} was not written by this installer, so it is left alone.`);
  const binary = unit === null ? null : binaryOfUnit(unit);
  const prefix = binary === null ? '/usr/local' : dirname(dirname(dirname(binary)));
  const places = placesBelow(root ?? '/', prefix);
  if (root === null && unit !== null) {
    requireSystemd();
    // Answers when the agent has ended what it ran and is gone.
    await systemctl('disable', '--now', '--quiet', UNIT);
  }
  if (root === null) await order.beforeRemoval();
  const removed: string[] = [];
  const remove = (path: string) => {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    rmSync(path, { recursive: true });
    removed.push(path);
  };
  if (linksTo(places.link, places.binaryInside)) remove(places.link);
  remove(places.binary);
  removeIfEmpty(dirname(places.binary));
  if (purge) {
    remove(places.dropIns);
    remove(places.token);
    remove(places.settings);
    removeIfEmpty(dirname(places.settings));
    const state = join(root ?? '/', stateDir);
    if (isAgentState(state)) remove(state);
  }
  if (root !== null) remove(places.enabled);
  remove(places.unit);
  if (root === null && unit !== null) {
    await systemctl('daemon-reload');
    await systemctl('reset-failed', UNIT).catch(() => undefined);
  }
  return { removed };
}

function linksTo(path: string, target: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(path) === target;
}

/** Whatever the settings say: a folder without an agent's files is not removed. */
function isAgentState(folder: string): boolean {
  return ['agent-key.json', 'journal.sqlite', 'orchestration'].some((name) => existsSync(join(folder, name)));
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
