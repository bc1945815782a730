import type { PowerProvider } from '@rustine/sdk';

/** Where a provider is, in the words of its settings. */
export function reachedAt(settings: PowerProvider['settings']): string {
  switch (settings.kind) {
    case 'ec2':
    case 'oci':
      return settings.endpoint ?? settings.region;
    case 'libvirt':
      return settings.uri;
    case 'redfish':
      return settings.url;
    case 'ipmi':
      // Each machine has a controller of its own, whose address is the machine's name there.
      return '—';
    case 'wake-on-lan':
      return `${settings.broadcast}:${settings.port}`;
    case 'exec':
      return settings.command;
    default:
      return settings satisfies never;
  }
}
