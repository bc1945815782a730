import { z } from 'zod';
import { InstanceId, InvocationId, PowerProviderId } from '../ids.ts';
import { PowerOutcome, PowerPhase, PowerState } from '../states.ts';
import { plainLine } from './plain-text.ts';
import { PowerSettings } from './power-settings.ts';

/** What can switch machines on and off: an account of a cloud, a hypervisor, a kind of controller, a command. */
export const PowerProvider = z
  .object({
    id: PowerProviderId,
    name: z.string(),
    settings: PowerSettings,
    /** How many instances are bound to it. */
    instances: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'PowerProvider' });
export type PowerProvider = z.infer<typeof PowerProvider>;

const ProviderName = plainLine(100);

export const CreatePowerProviderRequest = z
  .strictObject({ name: ProviderName, settings: PowerSettings })
  .meta({ id: 'CreatePowerProviderRequest' });
export type CreatePowerProviderRequest = z.infer<typeof CreatePowerProviderRequest>;

/** What is not named stays; settings replace all settings before them, and the kind stays what it is. */
export const UpdatePowerProviderRequest = z
  .strictObject({ name: ProviderName.optional(), settings: PowerSettings.optional() })
  .meta({ id: 'UpdatePowerProviderRequest' });
export type UpdatePowerProviderRequest = z.infer<typeof UpdatePowerProviderRequest>;

/** By which name the provider knows a machine: an instance id of the cloud, a domain, a system, an address. */
export const PowerRef = plainLine(255).regex(/^[^-]/, 'begins with no dash');

export const TestPowerProviderRequest = z.strictObject({ ref: PowerRef }).meta({ id: 'TestPowerProviderRequest' });

/** What came of asking: a state, or the provider's own words why there is none. */
export const PowerAnswer = z
  .object({ ok: z.boolean(), state: PowerState, marker: z.string().nullable(), message: z.string() })
  .meta({ id: 'PowerAnswer' });
export type PowerAnswer = z.infer<typeof PowerAnswer>;

export const BindPowerRequest = z
  .strictObject({
    providerId: PowerProviderId,
    ref: PowerRef,
    /** Runs that wake it leave it on. Needed where the provider can only start machines. */
    leaveOn: z.boolean().default(false),
  })
  .meta({ id: 'BindPowerRequest' });
export type BindPowerRequest = z.infer<typeof BindPowerRequest>;

const PowerBinding = z
  .object({
    providerId: PowerProviderId,
    providerName: z.string(),
    kind: z.string(),
    ref: z.string(),
    leaveOn: z.boolean(),
    boundAt: z.iso.datetime(),
    /** What the provider said when it was last asked; null before that. */
    state: PowerState.nullable(),
    stateAt: z.iso.datetime().nullable(),
    /** Why the last ask got no answer; empty when it got one. */
    message: z.string(),
  })
  .meta({ id: 'PowerBinding' });

/** One machine that runs needed, from the first ask until it was put back as it was found. */
const PowerSession = z
  .object({
    phase: PowerPhase,
    /** How the machine was found before anything was done; null until it was looked at. */
    found: PowerState.nullable(),
    startedByUs: z.boolean().nullable(),
    /** The runs that need it now. */
    invocationIds: z.array(InvocationId),
    outcome: PowerOutcome.nullable(),
    message: z.string(),
    openedAt: z.iso.datetime(),
    awakeAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PowerSession' });

export const InstancePower = z
  .object({
    instanceId: InstanceId,
    binding: PowerBinding.nullable(),
    /** The newest ten, newest first; at most the first is open. */
    sessions: z.array(PowerSession),
  })
  .meta({ id: 'InstancePower' });
export type InstancePower = z.infer<typeof InstancePower>;

/** How many machines of this page, which gave no sign of life, were asked about, and what was said of them. */
export const PowerSweep = z
  .object({
    asked: z.int(),
    stopped: z.int(),
    running: z.int(),
    failed: z.int(),
    /** How many are to be asked about after these, as of now. */
    left: z.int(),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'PowerSweep' });
export type PowerSweep = z.infer<typeof PowerSweep>;
