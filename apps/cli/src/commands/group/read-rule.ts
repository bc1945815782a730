import type { GroupRule, RustineClient } from '@rustine/sdk';
import { osFamilies } from '@rustine/contract';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';
import { readLabels, showLabels } from '../../read-labels.ts';
import { resolveCompartment } from '../../resolve-names.ts';

export interface RuleOptions {
  readonly withLabel?: readonly string[];
  readonly withOsFamily?: string;
  readonly withOsName?: string;
  readonly withOsVersion?: string;
  readonly within?: string;
  readonly recursive?: boolean;
}

/** The rule that the options describe; undefined when none of them is given. @throws CliError */
export async function readRule(client: RustineClient, options: RuleOptions): Promise<GroupRule | undefined> {
  const { withLabel, withOsFamily, withOsName, withOsVersion, within, recursive } = options;
  if (recursive === true && within === undefined)
    throw new CliError('--recursive needs --within: below which compartment?', exitCodes.USAGE);
  const rule: GroupRule = {
    ...(withLabel !== undefined && { labels: readLabels('--with-label', withLabel) }),
    ...(withOsFamily !== undefined && { osFamily: oneOf('--with-os-family', withOsFamily, osFamilies) }),
    ...(withOsName !== undefined && { osName: withOsName }),
    ...(withOsVersion !== undefined && { osVersion: withOsVersion }),
    ...(within !== undefined && { compartmentId: await resolveCompartment(client, within) }),
    ...(recursive === true && { recursive }),
  };
  return Object.keys(rule).length === 0 ? undefined : rule;
}

/** A rule in words; `nameOf` tells what a compartment is called. */
export function describeRule(rule: GroupRule, nameOf: (compartmentId: string) => string): string {
  const { labels, osFamily, osName, osVersion, compartmentId, recursive } = rule;
  return [
    labels === undefined ? '' : `labels ${showLabels(labels)}`,
    osFamily === undefined ? '' : `system ${osFamily}`,
    osName === undefined ? '' : `system's name ${osName}`,
    osVersion === undefined ? '' : `system's version ${osVersion}`,
    compartmentId === undefined ? '' : `in ${nameOf(compartmentId)}${recursive === true ? ' or below' : ''}`,
  ]
    .filter((condition) => condition !== '')
    .join(', and ');
}
