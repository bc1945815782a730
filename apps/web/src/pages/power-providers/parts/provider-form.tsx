import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { PowerProvider } from '@rustine/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreateProvider, useUpdateProvider } from '../../../api/power.ts';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { fieldFault } from '../../../components/server-words/field-fault.tsx';
import { draftOfProvider, fieldsOf, providerOf, valueOf, type ProviderDraft } from './provider-draft.ts';
import { powerKinds } from './setting-fields.ts';
import { SettingInput } from './setting-input.tsx';

/** Makes a provider, or changes the one given, which keeps its kind. */
export function ProviderForm({ provider, onClose }: { provider: PowerProvider | null; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateProvider();
  const update = useUpdateProvider(provider?.id ?? '');
  const [draft, setDraft] = useState(() => draftOfProvider(provider));
  const change = (part: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...part }));
  const asked = providerOf(draft);
  const { mutate, isPending, error } = provider === null ? create : update;
  return (
    <FormModal
      opened
      wide
      onClose={onClose}
      title={provider === null ? t('powerForm.newTitle') : t('powerForm.editTitle', { name: provider.name })}
      action={t(provider === null ? 'places.create' : 'places.save')}
      disabled={asked === null}
      pending={isPending}
      error={error}
      onSubmit={() => asked !== null && mutate(asked, { onSuccess: onClose })}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          data-autofocus
          required
          maxLength={100}
          label={t('places.name')}
          error={fieldFault(error, 'body.name')}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('power.kindLabel')}
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
            fault={fieldFault(error, `body.settings.${field.name}`)}
            onChange={(value) => change({ values: { ...draft.values, [field.name]: value } })}
          />
        ))}
      </SimpleGrid>
    </FormModal>
  );
}
