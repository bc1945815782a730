import { PowerSettings } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { draftOfProvider, fieldsOf, providerOf, type ProviderDraft } from './provider-draft.ts';
import { powerKinds, settingFields } from './setting-fields.ts';

const draft = (kind: ProviderDraft['kind'], values: Record<string, string>): ProviderDraft => ({
  name: ' rack-1 ',
  kind,
  values,
});
const provider = (settings: object) =>
  ({ id: 'pp-1', name: 'rack-1', settings, instances: 0, createdAt: '2026-01-01T00:00:00Z' }) as never;

describe('a power provider that is written', () => {
  it('has each setting that the API has for its kind, and no other', () => {
    const known = PowerSettings.options.map(({ shape }) => [shape.kind.value, Object.keys(shape).toSorted()]);
    const asked = powerKinds.map((kind) => [kind, ['kind', ...settingFields[kind].map(({ name }) => name)].toSorted()]);
    expect(asked).toEqual(known);
  });

  it.each<[ProviderDraft, object]>([
    [draft('ec2', { region: ' eu-west-3 ' }), { kind: 'ec2', region: 'eu-west-3' }],
    [draft('ipmi', { username: 'a', passwordParameter: '/p', cipherSuite: '17' }), { cipherSuite: 17 }],
    [
      draft('redfish', { url: 'https://b', username: 'a', passwordParameter: '/p', verifyTls: 'false' }),
      { verifyTls: false, auth: 'BASIC' },
    ],
    [draft('wake-on-lan', { port: '7' }), { kind: 'wake-on-lan', port: 7 }],
    [draft('oci', { region: 'eu-frankfurt-1', profile: 'x' }), { auth: 'INSTANCE_PRINCIPAL' }],
  ])('is as the API takes it: %j', (written, settings) => {
    expect(providerOf(written)).toMatchObject({ name: 'rack-1', settings });
  });

  it.each([
    draft('ec2', {}),
    draft('oci', { region: 'eu-frankfurt-1', auth: 'KEY' }),
    { ...draft('exec', {}), name: '' },
  ])('waits for what is missing: %j', (written) => {
    expect(providerOf(written)).toBe(null);
  });

  it('asks only for what the other choices need', () => {
    const names = (auth: string) => fieldsOf(draft('oci', { auth })).map(({ name }) => name);
    expect(names('KEY')).toContain('privateKeyParameter');
    expect(names('CONFIG_FILE')).toContain('profile');
    expect(names('CONFIG_FILE')).not.toContain('privateKeyParameter');
  });

  it('is the same after it was shown for a change and nothing was', () => {
    const settings = PowerSettings.parse({
      kind: 'redfish',
      url: 'https://10.0.0.7',
      username: 'patcher',
      passwordParameter: '/bmc/password',
      verifyTls: false,
      forceOffAfterSeconds: 120,
    });
    expect(providerOf(draftOfProvider(provider(settings)))).toEqual({ name: 'rack-1', settings });
  });
});
