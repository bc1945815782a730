import { copyFile, link } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEnrollmentToken, getInstance, unwrap, type RustineClient } from '@rustine/sdk';
import { openMachinePark, type Machine } from '@rustine/testkit/machines';
import { buildAgent } from '../agent-build/build-agent.ts';
import { targets } from '../agent-build/targets.ts';
import { startServer, type LabServer } from './start-server.ts';
import { waitFor } from './wait-for.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A machine whose agent is installed as its operator would, and known to the server. */
export interface LabMachine {
  readonly machine: Machine;
  readonly instanceId: string;
}

export interface NewMachine {
  readonly name: string;
  /** `aged`: with an old C library too, so that its updates ask for a reboot. */
  readonly root: 'current' | 'aged';
  readonly diskMiB?: number;
}

/** A server and machines that are its instances, on a network of their own; all of it goes away when it is closed. */
export interface Lab extends AsyncDisposable {
  readonly server: LabServer;
  /** Goes away with it. */
  readonly folder: string;
  readonly client: RustineClient;
  /** Makes a machine, starts it, installs the one-file agent as its service, and waits until the server sees it online. */
  enrol(machine: NewMachine): Promise<LabMachine>;
}

export async function openLab(tell: (line: string) => void): Promise<Lab> {
  const agent = await buildOwnAgent();
  tell('The one-file agent is built');
  await using opening = new AsyncDisposableStack();
  const park = opening.use(await openMachinePark());
  tell('The machines’ files are built');
  const server = opening.use(await startServer(park.folder, park.address));
  tell(`The server is up at ${server.url}`);
  const parts = opening.move();
  const { client } = server;
  return {
    server,
    folder: park.folder,
    client,
    enrol: async (wanted) => {
      const machine = await park.startMachine(wanted);
      const binary = join(machine.share, 'rustine-agent');
      // One copy of a hundred megabytes serves all machines where the file system can do that.
      await link(agent, binary).catch(async () => await copyFile(agent, binary));
      const { token } = await unwrap(createEnrollmentToken({ client, body: {} }));
      const install = ['/rustine/rustine-agent', 'install', '--server', server.url, '--token-file', '-'] as const;
      const { code, stdout, stderr } = await machine.run(install, { input: token, seconds: 180 });
      if (code !== 0) throw new Error(`${machine.name}: the agent was not installed: ${stderr || stdout}`);
      const { instanceId } = JSON.parse(await machine.shell('cat /var/lib/rustine-agent/enrollment.json')) as {
        instanceId: string;
      };
      await waitFor(`${machine.name} is online`, async () => {
        const { status } = await unwrap(getInstance({ client, path: { instanceId } }));
        return status === 'ONLINE';
      });
      return { machine, instanceId };
    },
    [Symbol.asyncDispose]: async () => await parts.disposeAsync(),
  };
}

async function buildOwnAgent(): Promise<string> {
  const target = targets.find(({ name }) => name === `${process.platform}-${process.arch}`);
  if (target === undefined) throw new Error(`no agent is built for ${process.platform}-${process.arch}`);
  const outputFolder = join(root, 'dist/agent');
  return (await buildAgent(root, { target, outputFolder, tell: () => undefined })).path;
}
