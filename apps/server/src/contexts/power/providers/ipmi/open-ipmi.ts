import type { SettingsOf } from '@rustine/contract';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider } from '../power-provider.ts';
import { runTool } from '../run-tool.ts';

const PORT_DEFAULT = '623';

/**
 * Controllers that speak IPMI 2.0, by `ipmitool`; the machine's name is its controller's address. The password is in the
 * environment of that one process, since anybody may read an argv.
 */
export async function openIpmi(
  { username, passwordParameter, privilege, cipherSuite }: SettingsOf<'ipmi'>,
  { secret, callMs }: Pick<MakeContext, 'secret' | 'callMs'>,
): Promise<PowerProvider> {
  const env = { IPMI_PASSWORD: await secret(passwordParameter) };
  const chassis = (ref: string, verb: string) => {
    const [, host = ref, port = PORT_DEFAULT] = /^(.+?)(?::(\d+))?$/.exec(ref.replace(/^\[(.*)\]/, '$1')) ?? [];
    const how = ['-I', 'lanplus', '-H', host, '-p', port, '-U', username, '-L', privilege, '-E', '-N', '2', '-R', '3'];
    if (cipherSuite !== undefined) how.push('-C', String(cipherSuite));
    return runTool('ipmitool', [...how, 'chassis', 'power', verb], { callMs, env });
  };
  return {
    async state(ref) {
      const said = (await chassis(ref, 'status')).trim();
      const [, word] = /Chassis Power is (on|off)/i.exec(said) ?? [];
      if (word === undefined) throw new PowerFault('TRANSIENT', `ipmitool said "${said.slice(0, 80)}"`);
      return { state: word.toLowerCase() === 'on' ? 'RUNNING' : 'STOPPED', marker: null, said: '' };
    },
    async start(ref) {
      await chassis(ref, 'on');
      return { alreadyRan: false };
    },
    async stop(ref, { force }) {
      await chassis(ref, force ? 'off' : 'soft');
    },
  };
}
