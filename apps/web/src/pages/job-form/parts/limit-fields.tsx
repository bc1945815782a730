import { Checkbox, NativeSelect, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JobFieldsProps } from './action-fields.tsx';

export function LimitFields({ draft, onChange, fault }: JobFieldsProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      <TextInput
        label={t('runForm.maxConcurrency')}
        error={fault('maxConcurrency')}
        description={t('runForm.limitHint')}
        value={draft.maxConcurrency}
        onChange={(event) => onChange({ maxConcurrency: event.currentTarget.value })}
      />
      <TextInput
        label={t('runForm.maxErrors')}
        error={fault('maxErrors')}
        description={t('runForm.limitHint')}
        value={draft.maxErrors}
        onChange={(event) => onChange({ maxErrors: event.currentTarget.value })}
      />
      <NumberInput
        label={t('jobs.delivery')}
        error={fault('deliveryMinutes')}
        description={t('jobs.deliveryHint')}
        min={1}
        max={43_200}
        value={draft.deliveryMinutes}
        onChange={(value) => onChange({ deliveryMinutes: Number(value) })}
      />
    </SimpleGrid>
  );
}

/** What becomes of a run whose time passed, and of machines that are off. */
export function RestFields({ draft, onChange, fault }: JobFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <NativeSelect
          label={t('jobs.missed')}
          value={draft.missed}
          onChange={({ currentTarget: { value } }) => onChange({ missed: value === 'skip' ? 'skip' : 'run-late' })}
          data={[
            { value: 'run-late', label: t('jobs.missedLate') },
            { value: 'skip', label: t('jobs.missedSkip') },
          ]}
        />
        {draft.missed === 'run-late' && (
          <NumberInput
            label={t('jobs.missedWithin')}
            error={fault('withinMinutes')}
            min={1}
            max={43_200}
            allowDecimal={false}
            value={draft.withinMinutes}
            onChange={(value) => onChange({ withinMinutes: Number(value) })}
          />
        )}
      </SimpleGrid>
      <Checkbox
        label={t('jobs.wake')}
        checked={draft.wake}
        onChange={(event) => onChange({ wake: event.currentTarget.checked })}
      />
    </Stack>
  );
}
