import { join } from 'node:path';

/** Where an installed agent has its parts. `unit`, `settings` and so on are paths as this process reaches them. */
export interface ServicePlaces {
  /** As the installed system will know it. */
  readonly binaryInside: string;
  readonly binary: string;
  readonly link: string;
  readonly unit: string;
  /** Settings of an operator for the unit; never written by us. */
  readonly dropIns: string;
  /** What `systemctl enable` makes. */
  readonly enabled: string;
  readonly settings: string;
  readonly token: string;
}

export const UNIT = 'rustine-agent.service';
export const SETTINGS = '/etc/rustine/agent.env';
export const TOKEN = '/etc/rustine/enrollment-token';

export function placesBelow(root: string, prefix: string): ServicePlaces {
  const binaryInside = join(prefix, 'lib/rustine/rustine-agent');
  const units = join(root, 'etc/systemd/system');
  return {
    binaryInside,
    binary: join(root, binaryInside),
    link: join(root, prefix, 'bin/rustine-agent'),
    unit: join(units, UNIT),
    dropIns: join(units, `${UNIT}.d`),
    enabled: join(units, 'multi-user.target.wants', UNIT),
    settings: join(root, SETTINGS),
    token: join(root, TOKEN),
  };
}
