import { PowerSettings } from '@rustine/contract';
import { abilitiesOf, type PowerAbilities } from '@rustine/domain';
import type { PowerNeeds } from '../needs.ts';
import { asFault, guardProvider } from './guard-provider.ts';
import { makeProvider } from './make-provider.ts';
import { PowerFault, type PowerProvider } from './power-provider.ts';

export interface OpenedProvider {
  readonly provider: PowerProvider;
  readonly abilities: PowerAbilities;
  readonly startSeconds: number;
  readonly stopSeconds: number;
  /** Null for never. */
  readonly forceOffAfterSeconds: number | null;
}

/** Opens what the settings describe. @throws PowerFault when they cannot be used. */
export type OpenProvider = (row: { readonly name: string; readonly settings: unknown }) => Promise<OpenedProvider>;

export interface OpenProviderDeps {
  readonly parameters: PowerNeeds['parameters'];
  /** The folder whose files an `exec` provider may name; without one there are none. */
  readonly commandsDir: string | undefined;
}

/** The one way to a provider: secrets are read for this once, and are in nothing that comes out of it. */
export function createOpenProvider({ parameters, commandsDir }: OpenProviderDeps): OpenProvider {
  return async ({ name, settings: kept }) => {
    const secrets: string[] = [];
    const secret = async (parameter: string): Promise<string> => {
      const value = await parameters.readSecret(parameter);
      if (value === null) {
        const remedy = `put it: rustine parameter put ${parameter} --type SecureString --value-file FILE`;
        throw new PowerFault('PERMANENT', `there is no stored parameter ${parameter}; ${remedy}`);
      }
      secrets.push(value);
      return value;
    };
    try {
      const settings = readSettings(kept);
      const made = await makeProvider(settings, { secret, commandsDir, callMs: settings.callSeconds * 1000 });
      return {
        provider: guardProvider(made, { name, secrets, callSeconds: settings.callSeconds }),
        abilities: abilitiesOf(settings.kind),
        startSeconds: settings.startSeconds,
        stopSeconds: settings.stopSeconds,
        forceOffAfterSeconds: ('forceOffAfterSeconds' in settings ? settings.forceOffAfterSeconds : undefined) ?? null,
      };
    } catch (error) {
      throw asFault(error, { name, secrets });
    }
  };
}

/** Settings of an older version may lack what is needed by now. */
function readSettings(kept: unknown): PowerSettings {
  const parsed = PowerSettings.safeParse(kept);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new PowerFault('PERMANENT', `its settings are not valid, change them: ${faults.join('; ')}`);
}
