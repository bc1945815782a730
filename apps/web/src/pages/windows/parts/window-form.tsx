import { Checkbox, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import type { CreateWindowRequest, MaintenanceWindow } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../../api/places.ts';
import { useCreateWindow, useUpdateWindow } from '../../../api/windows.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { FormModal } from '../../../components/form-modal/form-modal.tsx';
import { scheduleOf } from '../../../components/schedule-form/schedule-draft.ts';
import { ScheduleFields } from '../../../components/schedule-form/schedule-fields.tsx';
import { SchedulePreview } from '../../../components/schedule-form/schedule-preview.tsx';
import { TargetFields } from '../../../components/target-form/target-fields.tsx';
import { draftOfWindow, policies, windowOf, type WindowDraft } from './window-draft.ts';

/** Makes a window, or changes the one given. */
export function WindowForm({ window, onClose }: { window: MaintenanceWindow | null; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateWindow();
  const update = useUpdateWindow(window?.id ?? '');
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const root = compartments.find(({ parentId }) => parentId === null)?.id ?? null;
  const [draft, setDraft] = useState(() => draftOfWindow(window, root));
  const change = (part: Partial<WindowDraft>) => setDraft((before) => ({ ...before, ...part }));
  const asked = windowOf(draft, root);
  const { isPending, error } = window === null ? create : update;
  const submit = (body: CreateWindowRequest) =>
    window === null ? create.mutate(body, { onSuccess: onClose }) : update.mutate(body, { onSuccess: onClose });
  return (
    <FormModal
      opened
      wide
      onClose={onClose}
      title={window === null ? t('windows.newTitle') : t('windows.editTitle', { name: window.name })}
      action={t(window === null ? 'places.create' : 'places.save')}
      disabled={asked === null}
      pending={isPending}
      error={error}
      onSubmit={() => asked !== null && submit(asked)}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          data-autofocus
          required
          maxLength={100}
          label={t('places.name')}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <CompartmentSelect
          label={t('windows.scope')}
          value={draft.compartmentId}
          onChange={(compartmentId) => change({ compartmentId })}
        />
      </SimpleGrid>
      <ScheduleFields
        draft={draft.schedule}
        onChange={(part) => setDraft((before) => ({ ...before, schedule: { ...before.schedule, ...part } }))}
      />
      <SchedulePreview schedule={scheduleOf(draft.schedule)} count={5} />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <NumberInput
          label={t('windows.durationMinutes')}
          min={1}
          max={10_080}
          allowDecimal={false}
          value={draft.durationMinutes}
          onChange={(value) => change({ durationMinutes: Number(value) })}
        />
        <NumberInput
          label={t('windows.cutoffMinutes')}
          min={0}
          max={10_079}
          allowDecimal={false}
          value={draft.cutoffMinutes}
          onChange={(value) => change({ cutoffMinutes: Number(value) })}
        />
        <NativeSelect
          label={t('windows.automatic')}
          value={draft.automaticUpdates}
          onChange={({ currentTarget: { value } }) =>
            change({ automaticUpdates: policies.find((policy) => policy === value) ?? 'LEAVE' })
          }
          data={policies.map((policy) => ({ value: policy, label: t(`windows.automaticWords.${policy}`) }))}
        />
      </SimpleGrid>
      <TargetFields
        values={draft.targets}
        onChange={(part) => setDraft((before) => ({ ...before, targets: { ...before.targets, ...part } }))}
      />
      <Checkbox
        label={t('windows.enabled')}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </FormModal>
  );
}
