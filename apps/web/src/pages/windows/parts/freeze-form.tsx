import { Checkbox, NativeSelect, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import type { Freeze } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useSaveFreeze } from '../../../api/windows.ts';
import { CompartmentSelect } from '../../../components/compartment-select/compartment-select.tsx';
import { faultAt, type FaultAt } from '../../../components/field-faults/fault-at.tsx';
import { ChangeModal } from '../../../components/form-modal/change-modal.tsx';
import { useDraft } from '../../../components/use-draft/use-draft.ts';
import { NameInput } from '../../../components/name-input/name-input.tsx';
import { ownZone } from '../../../format/zoned-time.ts';
import {
  draftOfFreeze,
  freezeOf,
  freezePlaces,
  sourceKinds,
  type FreezeDraft,
  type FreezeField,
} from './freeze-draft.ts';

/** Makes a freeze, or changes the one given. */
export function FreezeForm({ freeze, onClose }: { freeze: Freeze | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveFreeze();
  const fault = faultAt(save.error, freezePlaces);
  const [draft, change] = useDraft(() => draftOfFreeze(freeze));
  return (
    <ChangeModal
      wide
      title={freeze === null ? t('freezes.newTitle') : t('freezes.editTitle', { name: freeze.name })}
      action={t(freeze === null ? 'places.create' : 'places.save')}
      asked={freezeOf(draft, freeze)}
      change={save}
      places={freezePlaces}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NameInput error={fault('name')} value={draft.name} onChange={(name) => change({ name })} />
        <TextInput
          maxLength={500}
          label={t('freezes.reason')}
          error={fault('reason')}
          value={draft.reason}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
        <CompartmentSelect
          label={t('freezes.holds')}
          error={fault('compartmentId')}
          value={draft.compartmentId}
          onChange={(compartmentId) => change({ compartmentId })}
        />
        <NativeSelect
          label={t('freezes.source')}
          error={fault('kind')}
          value={draft.kind}
          onChange={({ currentTarget: { value } }) =>
            change({ kind: sourceKinds.find((kind) => kind === value) ?? 'dates' })
          }
          data={sourceKinds.map((kind) => ({ value: kind, label: t(`freezes.kind.${kind}`) }))}
        />
        <Source draft={draft} onChange={change} fault={fault} />
      </SimpleGrid>
      {draft.kind === 'ical' && (
        <Textarea
          autosize
          minRows={4}
          maxRows={12}
          label={t('freezes.text')}
          error={fault('text')}
          description={freeze?.source.kind === 'ical' ? t('freezes.textKept') : undefined}
          value={draft.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'dates' && (
        <Text size="xs" c="dimmed">
          {t('calendar.zone', { zone: ownZone() })}
        </Text>
      )}
      <Checkbox
        label={t('windows.enabled')}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </ChangeModal>
  );
}

interface SourceProps {
  draft: FreezeDraft;
  onChange: (change: Partial<FreezeDraft>) => void;
  fault: FaultAt<FreezeField>;
}

function Source({ draft, onChange, fault }: SourceProps) {
  const { t } = useTranslation();
  if (draft.kind === 'dates')
    return (['from', 'to'] as const).map((end) => (
      <TextInput
        key={end}
        required
        type="datetime-local"
        max="2199-12-31T23:59"
        label={t(`freezes.${end}`)}
        error={fault(end)}
        value={draft[end]}
        onChange={(event) => onChange({ [end]: event.currentTarget.value })}
      />
    ));
  return (
    <>
      {draft.kind === 'ical-url' && (
        <TextInput
          required
          type="url"
          label={t('freezes.url')}
          error={fault('url')}
          value={draft.url}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t('freezes.zone')}
        error={fault('timezone')}
        description={t('freezes.zoneHint')}
        placeholder={ownZone()}
        value={draft.timezone}
        onChange={(event) => onChange({ timezone: event.currentTarget.value })}
      />
    </>
  );
}
