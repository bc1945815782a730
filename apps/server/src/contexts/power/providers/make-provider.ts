import type { PowerSettings } from '@rustine/contract';
import { openEc2 } from './ec2/open-ec2.ts';
import { openExec } from './exec/open-exec.ts';
import { openIpmi } from './ipmi/open-ipmi.ts';
import { openLibvirt } from './libvirt/open-libvirt.ts';
import { openOci } from './oci/open-oci.ts';
import type { PowerProvider } from './power-provider.ts';
import { openRedfish } from './redfish/open-redfish.ts';
import type { MakeContext } from './make-context.ts';
import { openWakeOnLan } from './wake-on-lan/open-wake-on-lan.ts';

/** @throws PowerFault when a secret or an identity that the settings name is not there. */
export async function makeProvider(settings: PowerSettings, context: MakeContext): Promise<PowerProvider> {
  switch (settings.kind) {
    case 'ec2':
      return openEc2(settings, context);
    case 'oci':
      return openOci(settings, context);
    case 'libvirt':
      return openLibvirt(settings, context);
    case 'redfish':
      return openRedfish(settings, context);
    case 'ipmi':
      return openIpmi(settings, context);
    case 'wake-on-lan':
      return openWakeOnLan(settings);
    case 'exec':
      return openExec(settings, context);
    default:
      return settings satisfies never;
  }
}
