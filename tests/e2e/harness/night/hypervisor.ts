import { chmod, mkdir, open, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the server's `exec` provider runs. It changes nothing: a call is a line in a list, which the hypervisor takes up in
 * order, so that no two ever write the state of a machine at the same time. A call that changes something takes a while,
 * as real ones do: a server can die in the middle of it.
 */
const COMMAND = `#!/bin/sh
set -eu
cd "$(dirname "$0")/machines"
[ -e "$2" ] || { echo "there is no machine $2" >&2; exit 2; }
state=$(cat "$2")
echo "$1 $2" >>calls
case $1 in
status) echo "$state" ;;
start) case $state in running*) echo 'already running' ;; esac; sleep 0.2 ;;
stop) sleep 0.2 ;;
*) exit 2 ;;
esac
`;

const LOOK_EVERY_MS = 50;

export type PowerCall = 'status' | 'start' | 'stop';

/** Machines as files in a folder, switched by a command that the server may run. */
export interface Hypervisor extends AsyncDisposable {
  /** For RUSTINE_POWER_COMMANDS_DIR. */
  readonly commandsDir: string;
  readonly command: string;
  /** A machine by a name of its own; `onCall` is told of the calls to it, in order. */
  add(ref: string, onCall: (call: PowerCall) => void): Promise<void>;
  /** What `status` says of it from now on. */
  say(ref: string, state: string): Promise<void>;
}

export async function openHypervisor(folder: string): Promise<Hypervisor> {
  const machines = join(folder, 'machines');
  await mkdir(machines, { recursive: true });
  const command = join(folder, 'hypervisor');
  await writeFile(command, COMMAND);
  await chmod(command, 0o755);
  const listeners = new Map<string, (call: PowerCall) => void>();
  const calls = await open(join(machines, 'calls'), 'a+');
  const watching = watch(calls, (call, ref) => listeners.get(ref)?.(call as PowerCall));
  let saying: Promise<void> = Promise.resolve();
  const say = (ref: string, state: string): Promise<void> => {
    saying = saying.then(async () => {
      // Whole or not at all: the command may read at any moment.
      await writeFile(join(folder, 'next'), `${state}\n`);
      await rename(join(folder, 'next'), join(machines, ref));
    });
    return saying;
  };
  return {
    commandsDir: folder,
    command: 'hypervisor',
    say,
    async add(ref, onCall) {
      listeners.set(ref, onCall);
      await say(ref, 'stopped');
    },
    async [Symbol.asyncDispose]() {
      await watching.stop();
      await saying;
      await calls.close();
    },
  };
}

/** Tells of each line as it comes. */
function watch(file: FileHandle, onLine: (call: string, ref: string) => void) {
  const over = new AbortController();
  let [position, rest] = [0, ''];
  const look = async (): Promise<void> => {
    const { bytesRead, buffer } = await file.read({ position, buffer: Buffer.alloc(65_536) });
    position += bytesRead;
    const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [call = '', ref = ''] = line.split(' ');
      onLine(call, ref);
    }
  };
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
  const running = run();
  return {
    stop: async () => {
      over.abort();
      await running;
    },
  };
}
