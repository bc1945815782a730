import type { PowerState, SettingsOf } from '@rustine/contract';
import type { OciError } from 'oci-common';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider } from '../power-provider.ts';
import { readIdentity } from './read-identity.ts';

/** By the names of OCI (Instance, `lifecycleState`). */
const states: Readonly<Record<string, PowerState>> = {
  PROVISIONING: 'STARTING',
  STARTING: 'STARTING',
  RUNNING: 'RUNNING',
  STOPPING: 'STOPPING',
  STOPPED: 'STOPPED',
};

/** Statuses after which asking again gives the same: what it may not, or what is not there. 409 is a machine that is busy. */
const PERMANENT = new Set([400, 401, 403, 404]);

/** Instances of OCI Compute. It tells nothing that marks one run of an instance. */
export async function openOci(
  settings: SettingsOf<'oci'>,
  { secret }: Pick<MakeContext, 'secret'>,
): Promise<PowerProvider> {
  const [{ default: core }, { default: common }] = await Promise.all([import('oci-core'), import('oci-common')]);
  const identity = await readIdentity(common, settings, secret);
  const client = new core.ComputeClient(
    { authenticationDetailsProvider: identity },
    { retryConfiguration: common.NoRetryConfigurationDetails },
  );
  client.regionId = settings.region;
  if (settings.endpoint !== undefined) client.endpoint = settings.endpoint;

  const stateOf = async (ref: string): Promise<string> => {
    const { instance } = await ask(() => client.getInstance({ instanceId: ref }));
    if (instance.lifecycleState.startsWith('TERMINAT')) {
      throw new PowerFault('PERMANENT', `${ref} is terminated: unbind it`);
    }
    return instance.lifecycleState;
  };
  const act = (ref: string, action: string) => ask(() => client.instanceAction({ instanceId: ref, action }));
  return {
    async state(ref) {
      const name = await stateOf(ref);
      const state = states[name] ?? 'UNKNOWN';
      return { state, marker: null, said: state === 'UNKNOWN' ? name : '' };
    },
    async start(ref) {
      // OCI refuses to start what runs with the same answer as what is busy, so it is looked at first.
      if ((await stateOf(ref)) === 'RUNNING') return { alreadyRan: true };
      await act(ref, 'START');
      return { alreadyRan: false };
    },
    async stop(ref, { force }) {
      await act(ref, force ? 'STOP' : 'SOFTSTOP');
    },
  };
}

/** @throws PowerFault with OCI's own words and its error code. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { statusCode, serviceCode, message } = error as Partial<OciError>;
    const kind = statusCode !== undefined && PERMANENT.has(statusCode) ? 'PERMANENT' : 'TRANSIENT';
    const code = serviceCode === undefined ? '' : ` (${serviceCode})`;
    throw new PowerFault(kind, `${message ?? String(error)}${code}`, { cause: error });
  }
}
