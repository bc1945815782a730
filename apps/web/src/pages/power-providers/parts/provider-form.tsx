import { NativeSelect, SimpleGrid, Text } from '@mantine/core';
import type { PowerProvider } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useSaveProvider } from '../../../api/power.ts';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';
import { draftOfProvider, fieldsOf, placesOf, providerOf, valueOf } from './provider-draft.ts';
import { powerKinds } from './setting-fields.ts';
import { SettingInput } from './setting-input.tsx';

/** Makes a provider, or changes the one given, which keeps its kind. */
export function ProviderForm({ provider, onClose }: { provider: PowerProvider | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveProvider(provider?.id ?? null);
  const [draft, change] = useDraft(() => draftOfProvider(provider));
  const places = placesOf(draft);
  const fault = faultAt(save.error, places);
  return (
    <ChangeModal
      wide
      title={provider === null ? t('powerForm.newTitle') : t('powerForm.editTitle', { name: provider.name })}
      action={t(provider === null ? 'places.create' : 'places.save')}
      asked={providerOf(draft)}
      change={save}
      places={places}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NameInput error={fault('name')} value={draft.name} onChange={(name) => change({ name })} />
        <NativeSelect
          label={t('power.kindLabel')}
          error={fault('kind')}
          disabled={provider !== null}
          description={provider === null ? undefined : t('powerForm.kindStays')}
          value={draft.kind}
          onChange={({ currentTarget: { value } }) =>
            change({ kind: powerKinds.find((kind) => kind === value) ?? draft.kind })
          }
          data={powerKinds.map((kind) => ({ value: kind, label: t(`power.kind.${kind}`) }))}
        />
      </SimpleGrid>
      <Text size="sm">{t(`powerForm.about.${draft.kind}`)}</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {fieldsOf(draft).map((field) => (
          <SettingInput
            key={`${draft.kind} ${field.name}`}
            field={field}
            value={valueOf(draft, field)}
            fault={fault(`settings.${field.name}`)}
            onChange={(value) => change({ values: { ...draft.values, [field.name]: value } })}
          />
        ))}
      </SimpleGrid>
    </ChangeModal>
  );
}
