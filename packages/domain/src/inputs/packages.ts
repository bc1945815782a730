import type { InputReader } from './create-input-reader.ts';
import type { InputContract } from './read-inputs.ts';
import { runScript } from './run-script.ts';
import type { ScriptStep } from '../documents/script-for.ts';

export interface ConfigurePackageInputs {
  readonly action: 'Install' | 'Uninstall';
  readonly name: string;
  /** Null for the newest (Install) or the one that is installed (Uninstall). */
  readonly version: string | null;
  readonly inPlace: boolean;
  /** Environment for the package's own scripts. */
  readonly additionalArguments: Readonly<Record<string, string>>;
}

const IN_PLACE = 'In-place update';

/** aws:configurePackage. */
export const configurePackage: InputContract<ConfigurePackageInputs> = {
  keys: ['name', 'action', 'version', 'installationType', 'additionalArguments', 'source', 'repository'],
  read(reader) {
    const action = reader.text('action', { required: true, oneOf: ['Install', 'Uninstall'] });
    const name = reader.text('name', { required: true });
    const version = reader.text('version');
    const type = reader.text('installationType', { oneOf: ['Uninstall and reinstall', IN_PLACE] });
    return {
      action: action === 'Uninstall' ? action : 'Install',
      name,
      version: version === '' ? null : version,
      inPlace: type === IN_PLACE,
      additionalArguments: readArguments(reader),
    };
  },
};

function readArguments(reader: InputReader): Record<string, string> {
  const value = reader.map('additionalArguments');
  if (value === null) return {};
  return Object.fromEntries(value.keys.map((key) => [key, value.text(key)]));
}

export interface ApplicationsInputs {
  readonly action: 'Install' | 'Repair' | 'Uninstall';
  /** URL or path of an MSI package. */
  readonly source: string;
  /** SHA-256, hexadecimal; null when it is not to be checked. */
  readonly sourceHash: string | null;
  /** Further words for msiexec. */
  readonly parameters: string;
}

/** aws:applications (Windows). */
export const applications: InputContract<ApplicationsInputs> = {
  keys: ['action', 'source', 'sourceHash', 'parameters', 'id'],
  read(reader) {
    const actions = ['Install', 'Repair', 'Uninstall'] as const;
    const given = reader.text('action', { required: true, oneOf: actions });
    return {
      action: actions.find((known) => known === given) ?? 'Install',
      source: reader.text('source', { required: true }),
      sourceHash: readHash(reader),
      parameters: reader.text('parameters'),
    };
  },
};

export interface PsModuleInputs {
  /** URL of a ZIP archive with the module; empty when the module is there already. */
  readonly source: string;
  readonly sourceHash: string | null;
  readonly script: ScriptStep;
}

/** aws:psModule (Windows). */
export const psModule: InputContract<PsModuleInputs> = {
  keys: ['source', 'sourceHash', ...runScript.keys],
  read(reader) {
    const script = runScript.read(reader);
    return script && { source: reader.text('source'), sourceHash: readHash(reader), script };
  },
};

function readHash(reader: InputReader): string | null {
  const hash = reader.text('sourceHash').trim().toLowerCase();
  if (hash === '') return null;
  if (!/^[0-9a-f]{64}$/.test(hash) && !reader.isDeferred('sourceHash')) {
    reader.fault('sourceHash', 'sourceHash must be a SHA-256 of 64 hexadecimal digits.');
  }
  return hash;
}
