import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindInstancePower, createPowerProvider, unwrap } from '@rustine/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrollByHand } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';
import { hasTerminal, typeAtTerminal } from './harness/type-at-terminal.ts';
import { waitUntil } from './harness/wait-until.ts';

if (!hasTerminal) console.log('skipped: progress at a terminal needs script(1)');

/** Every machine is off; one that hangs answers once it does not any more. */
const hypervisor = `#!/bin/sh
cd "$(dirname "$0")"
touch "$2.asked"
while [ -e "$2.hangs" ]; do sleep 0.1; done
echo stopped
`;
const MACHINES = 7;

let folder: string;
let house: House;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-refresh-'));
  await writeFile(join(folder, 'hypervisor'), hypervisor);
  await chmod(join(folder, 'hypervisor'), 0o755);
  house = await openHouse({ env: { RUSTINE_POWER_COMMANDS_DIR: folder } });
  await house.startServer();
  const client = await house.client();
  const settings = { kind: 'exec', command: 'hypervisor' } as const;
  const { id: providerId } = await unwrap(createPowerProvider({ client, body: { name: 'files', settings } }));
  const ids = [];
  for (let number = 0; number < MACHINES; number += 1) ids.push((await enrollByHand(house)).instanceId);
  for (const [index, instanceId] of ids.toSorted().entries())
    await unwrap(bindInstancePower({ client, path: { instanceId }, body: { providerId, ref: `vm-${index + 1}` } }));
}, 120_000);
afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const place = () => ({ env: { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url } });
/** Machines are asked about five a request: the last hangs in the second one. */
const last = (what: string) => join(folder, `vm-${MACHINES}.${what}`);
const hangs = async () => {
  await rm(last('asked'), { force: true });
  await writeFile(last('hangs'), '');
};
const lastIsAsked = () => waitUntil('the last machine is asked about', () => access(last('asked')).then(() => true));

it('a refresh counts each machine once, also when the server is killed in the middle of it', async () => {
  await hangs();
  const refresh = npxRustine(['power', 'refresh'], place());
  await lastIsAsked();
  await house.server().kill();
  await rm(last('hangs'));
  await house.startServer();
  expect(await refresh).toMatchObject({
    code: 0,
    stdout: `Asked about ${MACHINES} instances: ${MACHINES} stopped, 0 not stopped, 0 without an answer.\n`,
  });
}, 120_000);

it.skipIf(!hasTerminal)(
  'shows how far it is, and who leaves is told what was not asked about',
  async () => {
    await hangs();
    const prompt = `5 of ${MACHINES}; 5 stopped`;
    const { code, shown } = await typeAtTerminal('npx --no rustine power refresh', {
      prompt,
      keys: '\u0003',
      place: place(),
    });
    await rm(last('hangs'));
    expect(shown).toContain(
      'Asked about 5 instances: 5 stopped, 0 not stopped, 0 without an answer; not about 2 more.',
    );
    expect(code, shown).toBe(130);
  },
  120_000,
);
