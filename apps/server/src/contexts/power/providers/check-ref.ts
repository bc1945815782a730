import type { PowerKind } from '@rustine/contract';

/** What a machine's name looks like where only one form can be right, and how to say it. */
const forms: Partial<Record<PowerKind, readonly [RegExp, string]>> = {
  ec2: [/^i-[0-9a-f]{8}([0-9a-f]{9})?$/, 'an instance id of EC2, such as i-0123456789abcdef0'],
  oci: [/^ocid1\.instance\.[\w.-]+$/, 'the OCID of an instance, such as ocid1.instance.oc1.eu-frankfurt-1.abc'],
  ipmi: [/^[a-zA-Z0-9][\w.-]*(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/, "the address of the machine's controller"],
  redfish: [/^[\w.:-]+$/, "the id of a system of the controller, such as the last part of its '/redfish/v1/Systems/…'"],
  'wake-on-lan': [/^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/, 'a MAC address such as 52:54:00:12:34:56'],
};

/** Why the provider cannot know a machine by this name; null when it may. */
export function checkRef(kind: PowerKind, ref: string): string | null {
  const form = forms[kind];
  return form === undefined || form[0].test(ref) ? null : `${ref} is not ${form[1]}.`;
}
