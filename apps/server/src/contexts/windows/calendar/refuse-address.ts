import { BlockList, isIP } from 'node:net';
import { CalendarFault } from './calendar-fault.ts';

/**
 * Addresses behind which no calendar is. Link-local ones and those few beside them are where clouds hand out a machine's
 * credentials. Private networks and the loopback are left open, because that is where a self-hosted calendar is.
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('0.0.0.0', 8, 'ipv4');
refused.addSubnet('224.0.0.0', 3, 'ipv4');
// Oracle Cloud and Alibaba Cloud.
refused.addAddress('192.0.0.192', 'ipv4');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
refused.addAddress('::', 'ipv6');
refused.addSubnet('fd00:ec2::', 32, 'ipv6');
// The same addresses by way of a translator (RFC 6052), a tunnel (RFC 3056) or in the old notation.
refused.addSubnet('64:ff9b::', 96, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');
refused.addSubnet('::', 96, 'ipv6');

/** The loopback in IPv6 lies in the range of the old notation. */
const LOOPBACK = '::1';

/** @throws CalendarFault for an address that no calendar is read from */
export function refuseAddress(address: string): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (address === LOOPBACK || !refused.check(address, family)) return;
  throw new CalendarFault(
    `no calendar is read from the address ${address}: link-local and unspecified addresses are refused`,
  );
}
