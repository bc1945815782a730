import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSameFile, placeProgram, placeText, readIfThere } from '../../place-file.ts';
import {
  ServiceError,
  type InstallOrder,
  type InstallOutcome,
  type ServiceManager,
  type UninstallOrder,
} from '../../service-manager.ts';
import { changeSettings, parseSettings } from '../../settings-file.ts';
import { taskDefinition } from './task-definition.ts';
import { taskPlacesIn, type TaskPlaces, type WindowsFolders } from './task-places.ts';
import { openTaskTools, type TaskTools } from './task-tools.ts';

/** Runs the agent as a task of Windows' Task Scheduler, as the system's own account. */
export function createTaskScheduler(folders: WindowsFolders): ServiceManager {
  const places = taskPlacesIn(folders);
  const tools = openTaskTools(folders);
  return {
    // A task has no environment of its own, so the agent reads the settings itself.
    passesSettings: false,
    logHint: `${places.log} says why.`,
    requireInstallable,
    install: async (order) => await asAdministrator(async () => await install(order, places, tools)),
    uninstall: async (order) => {
      if (order.root !== null) throw new ServiceError(OFFLINE);
      const removed = await asAdministrator(async () => await uninstall(order, places, tools));
      return { removed };
    },
    state: async () => await tools.state(),
    readSettings: () => parseSettings(readIfThere(places.settings) ?? ''),
  };
}

const OFFLINE = 'On Windows the agent is installed into the running system only; leave --root out.';

/** As ServiceManager.requireInstallable has it; whether this is an administrator shows when something is written. */
function requireInstallable(root: string | null): void {
  if (root !== null) throw new ServiceError(OFFLINE);
}

async function install(order: InstallOrder, places: TaskPlaces, tools: TaskTools): Promise<InstallOutcome> {
  requireInstallable(order.root);
  mkdirSync(places.home, { recursive: true });
  await tools.restrict(places.home);
  const written: string[] = [];
  const note = (path: string, changed: boolean) => void (changed && written.push(path));
  if (order.token === null) rmSync(places.token, { force: true });
  else note(places.token, placeText(places.token, `${order.token}\n`, 0o600));
  const settings = {
    ...order.settings,
    RUSTINE_ENROLLMENT_TOKEN_FILE: order.token === null ? null : places.token,
    RUSTINE_LOG_FILE: places.log,
  };
  note(places.settings, placeText(places.settings, changeSettings(readIfThere(places.settings), settings), 0o600));
  const definition = taskDefinition(places.binary);
  const { installed, running } = await tools.state();
  // A program that runs cannot be replaced; the journal lets the agent go on where it was.
  if (installed && !isSameFile(places.binary, order.binary)) await tools.end();
  note(places.binary, placeProgram(places.binary, order.binary));
  const text = `\uFEFF${definition}`;
  if (!installed || !existsSync(places.definition) || readFileSync(places.definition, 'utf16le') !== text) {
    writeFileSync(places.definition, text, 'utf16le');
    await tools.register(places.definition);
    written.push(places.definition);
  }
  const started = !running || written.length > 0;
  if (started) {
    await tools.end();
    await tools.start();
  }
  return { written, started };
}

async function uninstall(order: UninstallOrder, places: TaskPlaces, tools: TaskTools): Promise<string[]> {
  const removed: string[] = [];
  const remove = (path: string) => {
    if (!existsSync(path)) return;
    // The agent that was ended a moment ago may still hold its files.
    rmSync(path, { recursive: true, maxRetries: 20, retryDelay: 250 });
    removed.push(path);
  };
  const { installed } = await tools.state();
  if (installed) await tools.end();
  await order.beforeRemoval();
  if (installed) await tools.unregister();
  remove(places.definition);
  remove(places.binary);
  const folder = dirname(places.binary);
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  if (!order.purge) return removed;
  for (const path of [places.token, places.settings, places.log, `${places.log}.1`]) remove(path);
  // Whatever the settings say: a folder without an agent's files is not removed.
  if (existsSync(join(order.stateDir, 'agent-key.json')) || existsSync(join(order.stateDir, 'journal.sqlite'))) {
    remove(order.stateDir);
  }
  return removed;
}

async function asAdministrator<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EACCES') throw error;
    throw new ServiceError(`${path ?? 'A file'} may not be changed: run it again as an administrator.`, {
      cause: error,
    });
  }
}
