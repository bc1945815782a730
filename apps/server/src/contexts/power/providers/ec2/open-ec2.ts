import type { PowerState, SettingsOf } from '@rustine/contract';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider } from '../power-provider.ts';

/** By the names of EC2 (DescribeInstances, `instanceState`). */
const states: Readonly<Record<string, PowerState>> = {
  pending: 'STARTING',
  running: 'RUNNING',
  stopping: 'STOPPING',
  stopped: 'STOPPED',
};

/** Error codes of EC2 after which asking again gives the same. */
const PERMANENT =
  /^(InvalidInstanceID\.|InvalidInstanceId|UnauthorizedOperation$|AuthFailure$|InvalidClientTokenId$|SignatureDoesNotMatch$|UnsupportedOperation$|OperationNotPermitted$|CredentialsProviderError$|OptInRequired$|Blocked$)/;

/** Instances of EC2. The time of the launch marks one run of an instance: it is new after each stop and start. */
export async function openEc2(
  { region, endpoint, accessKeyIdParameter, secretAccessKeyParameter }: SettingsOf<'ec2'>,
  { secret, callMs }: Pick<MakeContext, 'secret' | 'callMs'>,
): Promise<PowerProvider> {
  const sdk = await import('@aws-sdk/client-ec2');
  const credentials =
    accessKeyIdParameter === undefined || secretAccessKeyParameter === undefined
      ? undefined
      : { accessKeyId: await secret(accessKeyIdParameter), secretAccessKey: await secret(secretAccessKeyParameter) };
  const client = new sdk.EC2Client({
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    // A start that was repeated unseen would be told that the instance runs already.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: callMs,
      requestTimeout: callMs,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
  });
  const InstanceIds = (ref: string) => ({ InstanceIds: [ref] });
  return {
    async state(ref) {
      const { Reservations = [] } = await ask(() => client.send(new sdk.DescribeInstancesCommand(InstanceIds(ref))));
      const instance = Reservations[0]?.Instances?.[0];
      const name = instance?.State?.Name ?? 'unknown';
      if (name === 'terminated' || name === 'shutting-down') {
        throw new PowerFault('PERMANENT', `${ref} is terminated: unbind it`);
      }
      const state = states[name] ?? 'UNKNOWN';
      const marker = state === 'RUNNING' ? (instance?.LaunchTime?.toISOString() ?? null) : null;
      return { state, marker, said: state === 'UNKNOWN' ? name : '' };
    },
    async start(ref) {
      const answer = await ask(() => client.send(new sdk.StartInstancesCommand(InstanceIds(ref))));
      const before = answer.StartingInstances?.[0]?.PreviousState?.Name;
      return { alreadyRan: before === 'running' || before === 'pending' };
    },
    async stop(ref) {
      await ask(() => client.send(new sdk.StopInstancesCommand(InstanceIds(ref))));
    },
  };
}

/** @throws PowerFault with EC2's own words and its error code. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message } = error as Error;
    throw new PowerFault(PERMANENT.test(name) ? 'PERMANENT' : 'TRANSIENT', `${message || 'no answer'} (${name})`, {
      cause: error,
    });
  }
}
