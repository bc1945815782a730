import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Machine } from '@rustine/testkit/machines';

/** Something that was done to a machine because the server asked for it. */
export interface Switched {
  readonly name: string;
  readonly verb: 'start' | 'stop';
}

/** What the server's power provider reaches the machines by. */
export interface PowerDesk extends AsyncDisposable {
  /** Name of the command in the server's folder of commands. */
  readonly command: string;
  /** In order; a call that changed nothing is not among them. */
  readonly switched: readonly Switched[];
}

const COMMAND = 'lab-power';
const program = fileURLToPath(new URL('power-command.ts', import.meta.url));

/** Writes the command that the server may run, and answers it. `tell` hears of each machine that is switched. */
export async function openPowerDesk(
  { folder, commandsDir }: { readonly folder: string; readonly commandsDir: string },
  machines: readonly Machine[],
  tell: (switched: Switched) => void,
): Promise<PowerDesk> {
  const switched: Switched[] = [];
  const starts = new Map<string, number>();
  const note = (name: string, verb: Switched['verb']) => {
    switched.push({ name, verb });
    tell({ name, verb });
  };
  const answer = (line: string): string => {
    const [verb = '', ref = ''] = line.trim().split(' ');
    const machine = machines.find(({ name }) => name === ref);
    if (machine === undefined) return `2 the lab has no machine ${ref}`;
    const { name } = machine;
    switch (verb) {
      case 'status':
        return machine.isOn() ? `0 running start-${starts.get(name) ?? 0}` : '0 stopped';
      case 'start':
        if (machine.isOn()) return '0 already running';
        starts.set(name, (starts.get(name) ?? 0) + 1);
        note(name, 'start');
        // The server looks for itself when it is up; one that does not come up is its run's failure.
        machine.powerOn().catch(() => undefined);
        return '0 ';
      case 'stop':
        if (!machine.isOn()) return '0 ';
        note(name, 'stop');
        machine.powerOff().catch(() => undefined);
        return '0 ';
      default:
        return `2 the lab knows no ${verb}`;
    }
  };
  const socketPath = join(folder, 'power.sock');
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    void text(socket).then((line) => socket.end(answer(line)));
  }).listen(socketPath);
  await once(server, 'listening');
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' '${socketPath}' "$@"\n`;
  await writeFile(join(commandsDir, COMMAND), script, { mode: 0o755 });
  return {
    command: COMMAND,
    switched,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
