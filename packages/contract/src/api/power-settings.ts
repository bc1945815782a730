import { z } from 'zod';
import { plainLine } from './plain-text.ts';

/** The name of a stored SecureString: settings hold no secret, only where it is kept. */
const SecretName = z.string().min(1).max(1011);

const seconds = (min: number, max: number) => z.int().min(min).max(max);

/** What every kind has; each has a default that suits most machines. */
const common = {
  /** For how long a machine may take to run after it was told to start. */
  startSeconds: seconds(1, 7200).default(600),
  /** For how long a machine may take to be off after it was told to stop. */
  stopSeconds: seconds(1, 7200).default(600),
  /** For how long the provider may take to answer one call. */
  callSeconds: seconds(1, 300).default(30),
};

/** A machine that does not shut down by itself is switched off hard after this long; never, unless given. */
const forceOffAfterSeconds = seconds(1, 7200).optional();

/** An address of an API; a name and a password in it would be told to everybody who reads the settings. */
const ApiUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((url) => !/^https?:\/\/[^/]*@/i.test(url), 'an address without name and password in it');

const Ec2Settings = z
  .strictObject({
    kind: z.literal('ec2'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'a region such as eu-west-3'),
    /** Another address of the EC2 API than that of the region. */
    endpoint: ApiUrl.optional(),
    /** Both, or neither for the credentials that the server finds around it (role, environment, profile). */
    accessKeyIdParameter: SecretName.optional(),
    secretAccessKeyParameter: SecretName.optional(),
    ...common,
  })
  .refine(
    ({ accessKeyIdParameter, secretAccessKeyParameter }) =>
      (accessKeyIdParameter === undefined) === (secretAccessKeyParameter === undefined),
    'name accessKeyIdParameter and secretAccessKeyParameter, or neither',
  )
  .meta({ id: 'Ec2PowerSettings' });

const OciSettings = z
  .strictObject({
    kind: z.literal('oci'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'a region such as eu-frankfurt-1'),
    /**
     * INSTANCE_PRINCIPAL: the identity of the machine that the server runs on. CONFIG_FILE: a profile of `~/.oci/config`
     * of the server's account. KEY: an API key of a user, its private half a stored parameter.
     */
    auth: z.enum(['INSTANCE_PRINCIPAL', 'CONFIG_FILE', 'KEY']),
    profile: plainLine(100).default('DEFAULT'),
    tenancyId: plainLine(200).optional(),
    userId: plainLine(200).optional(),
    fingerprint: plainLine(100).optional(),
    privateKeyParameter: SecretName.optional(),
    /** Another address of the Compute API than that of the region. */
    endpoint: ApiUrl.optional(),
    forceOffAfterSeconds,
    ...common,
  })
  .refine(
    ({ auth, tenancyId, userId, fingerprint, privateKeyParameter }) =>
      auth !== 'KEY' || [tenancyId, userId, fingerprint, privateKeyParameter].every((part) => part !== undefined),
    'KEY needs tenancyId, userId, fingerprint and privateKeyParameter',
  )
  .meta({ id: 'OciPowerSettings' });

const LibvirtSettings = z
  .strictObject({
    kind: z.literal('libvirt'),
    /**
     * A connection URI of libvirt. Only the transports and options that run no program of the caller's choice:
     * `+ext`, `command=` and `netcat=` would.
     */
    uri: z
      .string()
      .max(300)
      .regex(
        /^[a-z]+(\+(unix|tcp|tls|ssh))?:\/\/([a-zA-Z0-9][\w.@:-]*)?\/[\w./-]*(\?(no_verify|no_tty)=1(&(no_verify|no_tty)=1)?)?$/,
        'a libvirt URI such as qemu:///system or qemu+ssh://user@host/system; of its options only no_verify=1 and no_tty=1',
      ),
    forceOffAfterSeconds,
    ...common,
  })
  .meta({ id: 'LibvirtPowerSettings' });

const RedfishSettings = z
  .strictObject({
    kind: z.literal('redfish'),
    url: ApiUrl,
    username: plainLine(200),
    passwordParameter: SecretName,
    /** BASIC sends name and password with each request; SESSION asks for a session of its own each time and ends it. */
    auth: z.enum(['BASIC', 'SESSION']).default('BASIC'),
    /** False trusts any certificate: whoever stands in between then reads the password. */
    verifyTls: z.boolean().default(true),
    /** PEM of the authority that signed the controller's certificate. */
    caCertificate: z.string().max(20_000).optional(),
    forceOffAfterSeconds,
    ...common,
  })
  .meta({ id: 'RedfishPowerSettings' });

const IpmiSettings = z
  .strictObject({
    kind: z.literal('ipmi'),
    username: plainLine(200).regex(/^[^-]/, 'begins with no dash'),
    passwordParameter: SecretName,
    /** The privilege that the account has on the controllers. */
    privilege: z.enum(['USER', 'OPERATOR', 'ADMINISTRATOR']).default('OPERATOR'),
    /** For controllers that do not tell theirs, which ipmitool else finds out in ten seconds a call. */
    cipherSuite: z.literal([3, 17]).optional(),
    forceOffAfterSeconds,
    ...common,
  })
  .meta({ id: 'IpmiPowerSettings' });

const WakeOnLanSettings = z
  .strictObject({
    kind: z.literal('wake-on-lan'),
    /** Where the packet goes: the broadcast address of the machines' network. */
    broadcast: z.ipv4().default('255.255.255.255'),
    port: z.int().min(1).max(65_535).default(9),
    ...common,
  })
  .meta({ id: 'WakeOnLanPowerSettings' });

const ExecSettings = z
  .strictObject({
    kind: z.literal('exec'),
    /** The name of a file in the folder that the server's operator set apart for these commands. */
    command: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'the name of a file, without a folder: letters, digits and . _ -'),
    ...common,
  })
  .meta({ id: 'ExecPowerSettings' });

/** How a kind of provider is reached. Secrets are named, not held. */
export const PowerSettings = z.discriminatedUnion('kind', [
  Ec2Settings,
  OciSettings,
  LibvirtSettings,
  RedfishSettings,
  IpmiSettings,
  WakeOnLanSettings,
  ExecSettings,
]);
export type PowerSettings = z.output<typeof PowerSettings>;
export type PowerKind = PowerSettings['kind'];
export type SettingsOf<Kind extends PowerKind> = Extract<PowerSettings, { kind: Kind }>;
