import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridgeOf, FOLDER_PREFIX, noteOwner, removeCgroups, sweepLeftovers } from './leftovers.ts';
import { makeMachine, type Machine } from './make-machine.ts';
import { openBridge } from './open-bridge.ts';
import { findMachineArchives, prepareRoots } from './prepare-roots.ts';
import { serveArchives } from './serve-archives.ts';

export type { Machine } from './make-machine.ts';
export { whyNoMachines } from './why-no-machines.ts';

/** Disposable machines on a network of their own. Nothing of them is left when it is closed. */
export interface MachinePark extends AsyncDisposable {
  /** This machine's, for a server that they are to reach. */
  readonly address: string;
  /** A folder of this park, for whatever goes away with it. */
  readonly folder: string;
  /** Makes a machine and starts it. */
  startMachine(options: ParkedMachine): Promise<Machine>;
}

export interface ParkedMachine {
  /** Its host name. */
  readonly name: string;
  /** Which packages it begins with; an `aged` one needs a reboot after its updates. */
  readonly root: 'current' | 'aged';
  /** Its disk lies in memory and takes no more than it holds. */
  readonly diskMiB?: number;
}

const DISK_MIB = 1536;

/**
 * Builds what machines are made of where that is not there yet (about half a minute) and opens their network.
 * @throws Error where this machine cannot have any; `whyNoMachines` tells that beforehand, and why
 */
export async function openMachinePark(): Promise<MachinePark> {
  await sweepLeftovers();
  const archives = findMachineArchives();
  const roots = await prepareRoots(archives);
  const mark = randomBytes(3).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), FOLDER_PREFIX));
  await chmod(folder, 0o755);
  noteOwner(folder, mark);
  await using opening = new AsyncDisposableStack();
  opening.defer(async () => await rm(folder, { recursive: true, force: true }));
  opening.defer(async () => await removeCgroups(mark));
  const bridge = opening.use(await openBridge(bridgeOf(mark)));
  const served = opening.use(await serveArchives([archives.base, archives.security], { address: bridge.address }));
  const machines = opening.use(new AsyncDisposableStack());
  const parts = opening.move();
  let number = 0;
  return {
    address: bridge.address,
    folder,
    startMachine: async ({ name, root, diskMiB = DISK_MIB }) => {
      const place = { folder: join(folder, name), number: number++, mark, bridge, sources: served.sources };
      await mkdir(place.folder, { mode: 0o755 });
      const machine = machines.use(await makeMachine({ name, lower: roots[root], diskMiB }, place));
      await machine.powerOn();
      return machine;
    },
    [Symbol.asyncDispose]: async () => await parts.disposeAsync(),
  };
}
