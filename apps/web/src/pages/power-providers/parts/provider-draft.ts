import type { CreatePowerProviderRequest, PowerProvider } from '@rustine/sdk';
import type { Places } from '../../../components/field-faults/places.ts';
import { settingFields, type PowerKind, type SettingField } from './setting-fields.ts';

/** A provider while it is written. What was written for one kind is still there when another was looked at meanwhile. */
export interface ProviderDraft {
  readonly name: string;
  readonly kind: PowerKind;
  /** By the names of the settings; empty for what holds without one. */
  readonly values: Readonly<Record<string, string>>;
}

export function draftOfProvider(provider: PowerProvider | null): ProviderDraft {
  if (provider === null) return { name: '', kind: 'ec2', values: {} };
  const { kind, ...settings } = provider.settings;
  const values = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  return { name: provider.name, kind, values };
}

export function valueOf({ values }: ProviderDraft, { name, choices = [''] }: SettingField): string {
  const value = values[name] ?? '';
  return choices.length > 1 && !choices.includes(value) ? choices[0]! : value;
}

/** The settings that are asked for: not what only another choice would need. */
export function fieldsOf(draft: ProviderDraft): readonly SettingField[] {
  const fields = settingFields[draft.kind];
  return fields.filter(({ when }) => {
    const other = fields.find(({ name }) => name === when?.name);
    return other === undefined || valueOf(draft, other) === when?.is;
  });
}

/** Where each field of the form is sent. */
export function placesOf(draft: ProviderDraft): Places<'name' | 'kind' | `settings.${string}`> {
  const settings = fieldsOf(draft).map(({ name }) => [`settings.${name}`, `settings.${name}` as const] as const);
  return { name: 'name', 'settings.kind': 'kind', ...Object.fromEntries(settings) };
}

/** The provider as the API takes it; null while something is missing. The server judges what is written. */
export function providerOf(draft: ProviderDraft): CreatePowerProviderRequest | null {
  const name = draft.name.trim();
  const written = fieldsOf(draft).map((field) => ({ field, value: valueOf(draft, field).trim() }));
  if (name === '' || written.some(({ field, value }) => field.required === true && value === '')) return null;
  const given = written.filter(({ value }) => value !== '');
  const settings = Object.fromEntries(given.map(({ field, value }) => [field.name, typed(field, value)]));
  return { name, settings: { kind: draft.kind, ...settings } as CreatePowerProviderRequest['settings'] };
}

function typed({ name, input }: SettingField, value: string): string | number | boolean {
  if (input === 'flag') return value === 'true';
  return input === 'number' || name === 'cipherSuite' ? Number(value) : value;
}
