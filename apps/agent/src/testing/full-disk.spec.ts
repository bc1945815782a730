import { join } from 'node:path';
import { mountSmallDisk, type SmallDisk } from '@rustine/testkit/small-disk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, untilFinished, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
let disk: SmallDisk | null = null;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  disk = mountSmallDisk(join(rehearsal.scratch, 'disk'), '12m');
});
afterEach(async () => {
  await rehearsal.close(() => disk?.[Symbol.dispose]());
});

describe('a disk that a script fills', () => {
  it('makes the run fail with that cause, told to the server, and the agent goes on', async (context) => {
    const { path } = disk ?? context.skip('this machine does not let the test mount a small disk');
    const { server } = rehearsal;
    rehearsal.start({ env: { RUSTINE_AGENT_STATE_DIR: join(path, 'state') } });
    const command = await server.signCommand({
      content: document(['set -e; cat /dev/zero > "$RUSTINE_STATE_DIR/filler"']),
    });
    server.deliver(command);
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({
      state: 'FAILED',
      message: expect.stringMatching(/The disk that holds .* is full/),
    });

    const next = await server.signCommand({ content: document(['rm "$RUSTINE_STATE_DIR/filler"']) });
    server.deliver(next);
    expect(await untilFinished(server, next.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});
