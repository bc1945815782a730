import type { PowerProvider } from '@rustine/sdk';

export type PowerKind = PowerProvider['settings']['kind'];

/** A setting of a kind of provider, as the form asks for it. One without a choice of its own may stay empty. */
export interface SettingField {
  readonly name: string;
  /** `secret`: the name of a stored parameter. The first of the `choices` is what holds without one. */
  readonly input: 'text' | 'lines' | 'number' | 'secret' | 'flag' | 'choice';
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** Shown where nothing is written: an example, or what holds then. */
  readonly example?: string;
  /** It matters only while another setting has this value. */
  readonly when?: { readonly name: string; readonly is: string };
}

const common: readonly SettingField[] = [
  { name: 'startSeconds', input: 'number', example: '600' },
  { name: 'stopSeconds', input: 'number', example: '600' },
  { name: 'callSeconds', input: 'number', example: '30' },
];
const forced: readonly SettingField[] = [{ name: 'forceOffAfterSeconds', input: 'number' }, ...common];
const withKey = { name: 'auth', is: 'KEY' };

/** The settings of each kind, those without which it cannot be reached first. */
export const settingFields: Readonly<Record<PowerKind, readonly SettingField[]>> = {
  ec2: [
    { name: 'region', input: 'text', required: true, example: 'eu-west-3' },
    { name: 'endpoint', input: 'text', example: 'https://ec2.example.com' },
    { name: 'accessKeyIdParameter', input: 'secret', example: '/ec2/id' },
    { name: 'secretAccessKeyParameter', input: 'secret', example: '/ec2/key' },
    ...common,
  ],
  oci: [
    { name: 'region', input: 'text', required: true, example: 'eu-frankfurt-1' },
    { name: 'auth', input: 'choice', required: true, choices: ['INSTANCE_PRINCIPAL', 'CONFIG_FILE', 'KEY'] },
    { name: 'profile', input: 'text', example: 'DEFAULT', when: { name: 'auth', is: 'CONFIG_FILE' } },
    { name: 'tenancyId', input: 'text', required: true, example: 'ocid1.tenancy.oc1..a', when: withKey },
    { name: 'userId', input: 'text', required: true, example: 'ocid1.user.oc1..a', when: withKey },
    { name: 'fingerprint', input: 'text', required: true, example: '20:3b:97:…', when: withKey },
    { name: 'privateKeyParameter', input: 'secret', required: true, example: '/oci/key', when: withKey },
    { name: 'endpoint', input: 'text', example: 'https://iaas.example.com' },
    ...forced,
  ],
  libvirt: [{ name: 'uri', input: 'text', required: true, example: 'qemu+ssh://patcher@kvm-1/system' }, ...forced],
  redfish: [
    { name: 'url', input: 'text', required: true, example: 'https://10.0.0.7' },
    { name: 'username', input: 'text', required: true, example: 'patcher' },
    { name: 'passwordParameter', input: 'secret', required: true, example: '/bmc/password' },
    { name: 'auth', input: 'choice', choices: ['BASIC', 'SESSION'] },
    { name: 'verifyTls', input: 'flag', choices: ['true', 'false'] },
    { name: 'caCertificate', input: 'lines', example: '-----BEGIN CERTIFICATE-----' },
    ...forced,
  ],
  ipmi: [
    { name: 'username', input: 'text', required: true, example: 'patcher' },
    { name: 'passwordParameter', input: 'secret', required: true, example: '/bmc/password' },
    { name: 'privilege', input: 'choice', choices: ['OPERATOR', 'USER', 'ADMINISTRATOR'] },
    { name: 'cipherSuite', input: 'choice', choices: ['', '17', '3'] },
    ...forced,
  ],
  'wake-on-lan': [
    { name: 'broadcast', input: 'text', example: '255.255.255.255' },
    { name: 'port', input: 'number', example: '9' },
    ...common,
  ],
  exec: [{ name: 'command', input: 'text', required: true, example: 'hypervisor' }, ...common],
};

export const powerKinds = Object.keys(settingFields) as PowerKind[];
