import { getInstancePower, getInvocation, unwrap, type Invocation, type RustineClient } from '@rustine/sdk';
import { readRun } from '../account.ts';
import { readChanges } from '../read-changes.ts';
import { stdoutOf } from '../run-document.ts';
import { waitFor } from '../wait-for.ts';
import type { NightAccount } from './night-account.ts';

/** What the server tells of one machine, the report included, which is there a moment after the end of its run. */
export async function gatherAccount(client: RustineClient, found: Invocation): Promise<NightAccount> {
  const { instanceId } = found;
  const changes =
    found.state === 'SUCCEEDED'
      ? await waitFor(
          `the report of ${found.instanceName} is there`,
          async () => {
            const read = await readChanges(client, found);
            return read.length > 0 && read;
          },
          { seconds: 30 },
        ).catch(() => [])
      : await readChanges(client, found);
  const { steps, ...invocation } = await unwrap(getInvocation({ client, path: { invocationId: found.id } }));
  const { binding, sessions } = await unwrap(
    getInstancePower({ client, path: { instanceId }, query: { refresh: 'true' } }),
  );
  const { reboot } = readRun(stdoutOf({ steps }));
  return { invocation, changes, reboot, session: sessions[0] ?? null, powerState: binding?.state ?? null };
}
