import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ServiceError, type InstallOrder, type InstallOutcome } from '../../service-manager.ts';
import { placeLink, placeProgram, placeText, readIfThere } from '../../place-file.ts';
import { placesBelow, TOKEN, UNIT, type ServicePlaces } from './places.ts';
import { readServiceState } from './service-state.ts';
import { changeSettings } from '../../settings-file.ts';
import { requireRoot, requireSystemd, systemctl } from './systemctl.ts';
import { binaryOfUnit, MARK, unitText } from './unit-text.ts';

/** As ServiceManager.requireInstallable has it. */
export function requireInstallable(root: string | null): void {
  if (root === null) requireSystemd();
  else requireSystem(root);
  const { unit } = placesBelow(root ?? '/', '/');
  if (readIfThere(unit)?.startsWith(MARK) === false) {
    throw new ServiceError(
      `${unit} was not written by this installer. Move it away, or, if what it runs is an older agent, stop and remove that first; then install again.`,
    );
  }
}

/** As ServiceManager.install has it. Each file is put in place whole, the unit last, so a repeat goes on where this died. */
export async function installService(order: InstallOrder): Promise<InstallOutcome> {
  requireInstallable(order.root);
  const places = placesBelow(order.root ?? '/', order.prefix);
  const before = readIfThere(places.unit);
  const written = placeFiles(places, order);
  // Only an earlier prefix leaves another binary; nothing runs it any more.
  const old = before === null ? null : binaryOfUnit(before);
  if (order.root === null) {
    await systemctl('daemon-reload');
    await systemctl('enable', '--quiet', UNIT);
  } else if (placeLink(places.enabled, `/etc/systemd/system/${UNIT}`)) written.push(places.enabled);
  const started = order.root === null && (await startIfNeeded(written.length > 0));
  if (old !== null && old !== places.binaryInside && order.root === null) rmSync(old, { force: true });
  return { written, started };
}

function requireSystem(root: string): void {
  requireRoot();
  if (existsSync(`${root}/etc`) && existsSync(`${root}/usr`)) return;
  throw new ServiceError(`${root} does not look like the files of a system: it has no etc or no usr.`);
}

function placeFiles(places: ServicePlaces, order: InstallOrder): string[] {
  const written: string[] = [];
  const note = (path: string, changed: boolean) => void (changed && written.push(path));
  mkdirSync(dirname(places.settings), { recursive: true, mode: 0o755 });
  if (order.token === null) rmSync(places.token, { force: true });
  else note(places.token, placeText(places.token, `${order.token}\n`, 0o600));
  const settings = {
    ...order.settings,
    RUSTINE_ENROLLMENT_TOKEN_FILE: order.token === null ? null : TOKEN,
  };
  note(places.settings, placeText(places.settings, changeSettings(readIfThere(places.settings), settings), 0o600));
  note(places.binary, placeProgram(places.binary, order.binary));
  note(places.link, placeLink(places.link, places.binaryInside));
  note(places.unit, placeText(places.unit, unitText(places.binaryInside), 0o644));
  return written;
}

async function startIfNeeded(changed: boolean): Promise<boolean> {
  const { running } = await readServiceState();
  if (running && !changed) return false;
  await systemctl('reset-failed', UNIT).catch(() => undefined);
  await systemctl('restart', UNIT);
  return true;
}
