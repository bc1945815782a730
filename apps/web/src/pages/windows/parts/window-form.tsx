import { Checkbox, Input, NativeSelect, NumberInput, SimpleGrid } from '@mantine/core';
import type { MaintenanceWindow } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../../api/places.ts';
import { useSaveWindow } from '../../../api/windows.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';
import { scheduleOf } from '../../../components/schedule-form/schedule-draft.ts';
import { ScheduleFields } from '../../../components/schedule-form/schedule-fields.tsx';
import { SchedulePreview } from '../../../components/schedule-form/schedule-preview.tsx';
import { TargetFields } from '../../../components/target-form/target-fields.tsx';
import { draftOfWindow, policies, windowOf, windowPlaces } from './window-draft.ts';

/** Makes a window, or changes the one given. */
export function WindowForm({ window, onClose }: { window: MaintenanceWindow | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveWindow(window?.id ?? null);
  const fault = faultAt(save.error, windowPlaces);
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const root = compartments.find(({ parentId }) => parentId === null)?.id ?? null;
  const [draft, change] = useDraft(() => draftOfWindow(window, root));
  return (
    <ChangeModal
      wide
      title={window === null ? t('windows.newTitle') : t('windows.editTitle', { name: window.name })}
      action={t(window === null ? 'places.create' : 'places.save')}
      asked={windowOf(draft, root)}
      change={save}
      places={windowPlaces}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NameInput error={fault('name')} value={draft.name} onChange={(name) => change({ name })} />
        <CompartmentSelect
          label={t('windows.scope')}
          error={fault('compartmentId')}
          value={draft.compartmentId}
          onChange={(compartmentId) => change({ compartmentId })}
        />
      </SimpleGrid>
      <ScheduleFields
        fault={fault}
        draft={draft.schedule}
        onChange={(part) => change(({ schedule }) => ({ schedule: { ...schedule, ...part } }))}
      />
      <SchedulePreview schedule={scheduleOf(draft.schedule)} count={5} />
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <NumberInput
          label={t('windows.durationMinutes')}
          error={fault('durationMinutes')}
          min={1}
          max={10_080}
          allowDecimal={false}
          value={draft.durationMinutes}
          onChange={(value) => change({ durationMinutes: Number(value) })}
        />
        <NumberInput
          label={t('windows.cutoffMinutes')}
          error={fault('cutoffMinutes')}
          min={0}
          max={10_079}
          allowDecimal={false}
          value={draft.cutoffMinutes}
          onChange={(value) => change({ cutoffMinutes: Number(value) })}
        />
        <NativeSelect
          label={t('windows.automatic')}
          error={fault('automaticUpdates')}
          value={draft.automaticUpdates}
          onChange={({ currentTarget: { value } }) =>
            change({ automaticUpdates: policies.find((policy) => policy === value) ?? 'LEAVE' })
          }
          data={policies.map((policy) => ({ value: policy, label: t(`windows.automaticWords.${policy}`) }))}
        />
      </SimpleGrid>
      <Input.Wrapper label={t('windows.covers')} labelElement="div">
        <TargetFields
          fault={fault}
          values={draft.targets}
          onChange={(part) => change(({ targets }) => ({ targets: { ...targets, ...part } }))}
        />
      </Input.Wrapper>
      <Checkbox
        label={t('windows.enabled')}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </ChangeModal>
  );
}
