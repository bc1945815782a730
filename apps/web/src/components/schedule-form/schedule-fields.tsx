import { NativeSelect, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { windowsQuery } from '../../api/windows.ts';
import { RepeatFields } from './repeat-fields.tsx';
import type { ScheduleFieldsProps } from './schedule-fields-props.ts';
import { scheduleKinds, type ScheduleKind } from './schedule-draft.ts';

interface EditorProps extends ScheduleFieldsProps {
  /** A job may also run at once, or with a window; a window itself cannot. */
  ofJob?: boolean;
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** When something happens: once, by a pattern, or with a window. */
export function ScheduleFields({ draft, onChange, fault, ofJob = false }: EditorProps) {
  const { t } = useTranslation();
  const kinds = scheduleKinds.filter((kind) => ofJob || (kind !== 'window' && kind !== 'now'));
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NativeSelect
          label={t('schedule.kindLabel')}
          error={fault('schedule.kind')}
          value={draft.kind}
          onChange={({ currentTarget: { value } }) =>
            onChange({ kind: kinds.find((kind) => kind === value) ?? 'once' })
          }
          data={kinds.map((kind) => ({ value: kind, label: t(`schedule.kind.${kind}`) }))}
        />
        {draft.kind === 'window' && <WindowSelect draft={draft} onChange={onChange} fault={fault} />}
        {draft.kind !== 'window' && draft.kind !== 'now' && (
          <ZoneSelect draft={draft} onChange={onChange} fault={fault} />
        )}
      </SimpleGrid>
      {draft.kind !== 'window' && draft.kind !== 'now' && (
        <Pattern draft={draft} onChange={onChange} fault={fault} kind={draft.kind} />
      )}
    </Stack>
  );
}

interface PatternProps extends ScheduleFieldsProps {
  kind: Exclude<ScheduleKind, 'window' | 'now'>;
}

function Pattern({ draft, onChange, fault, kind }: PatternProps) {
  const { t } = useTranslation();
  if (kind === 'once')
    return (
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <LocalInput
          required
          label={t('schedule.at')}
          error={fault('schedule.start')}
          value={draft.start}
          onChange={(start) => onChange({ start })}
        />
      </SimpleGrid>
    );
  return (
    <>
      {kind === 'rrule' && (
        <TextInput
          required
          label={t('schedule.rrule')}
          error={fault('schedule.rrule')}
          description={t('schedule.rruleHint')}
          value={draft.rrule}
          onChange={(event) => onChange({ rrule: event.currentTarget.value })}
        />
      )}
      {kind === 'cron' && (
        <TextInput
          required
          label={t('schedule.cron')}
          error={fault('schedule.cron')}
          description={t('schedule.cronHint')}
          value={draft.cron}
          onChange={(event) => onChange({ cron: event.currentTarget.value })}
        />
      )}
      {kind !== 'rrule' && kind !== 'cron' && (
        <RepeatFields draft={draft} onChange={onChange} fault={fault} unit={kind} />
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <LocalInput
          required={kind !== 'cron'}
          label={t('schedule.start')}
          error={fault('schedule.start')}
          hint={t(kind === 'cron' ? 'schedule.startOptional' : 'schedule.startHint')}
          value={draft.start}
          onChange={(start) => onChange({ start })}
        />
        <LocalInput
          label={t('schedule.until')}
          error={fault('schedule.until')}
          hint={t('schedule.untilHint')}
          value={draft.until}
          onChange={(until) => onChange({ until })}
        />
        <NumberInput
          label={t('schedule.offsetDays')}
          error={fault('schedule.offsetDays')}
          description={t('schedule.offsetHint')}
          min={-31}
          max={31}
          allowDecimal={false}
          value={draft.offsetDays}
          onChange={(value) => onChange({ offsetDays: Number(value) })}
        />
      </SimpleGrid>
    </>
  );
}

interface LocalInputProps {
  label: string;
  hint?: string;
  required?: boolean;
  error: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

function LocalInput({ label, hint, required = false, error, value, onChange }: LocalInputProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={hint}
      error={error}
      required={required}
      max="2199-12-31T23:59"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ZoneSelect({ draft, onChange, fault }: ScheduleFieldsProps) {
  const { t } = useTranslation();
  return (
    <Select
      searchable
      allowDeselect={false}
      limit={60}
      // In the page's own flow, so that those who move by landmarks find it.
      comboboxProps={{ withinPortal: false }}
      label={t('schedule.zone')}
      error={fault('schedule.timezone')}
      nothingFoundMessage={t('common.noRows')}
      data={zones.includes(draft.timezone) ? zones : [draft.timezone, ...zones]}
      value={draft.timezone}
      onChange={(timezone) => timezone !== null && onChange({ timezone })}
    />
  );
}

function WindowSelect({ draft, onChange, fault }: ScheduleFieldsProps) {
  const { t } = useTranslation();
  const { data: windows = [] } = useQuery(windowsQuery());
  return (
    <NativeSelect
      required
      label={t('schedule.window')}
      error={fault('schedule.windowId')}
      value={draft.windowId}
      onChange={(event) => onChange({ windowId: event.currentTarget.value })}
      data={[
        { value: '', label: t('schedule.windowNone') },
        ...windows.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
