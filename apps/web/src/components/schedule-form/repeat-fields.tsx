import { Checkbox, Group, NativeSelect, NumberInput, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ordinals, weekdays } from './schedule-draft.ts';
import type { ScheduleFieldsProps } from './schedule-fields-props.ts';
import { weekdayName } from './weekday-name.ts';

/** How often in its unit, and on which days. */
export function RepeatFields(props: ScheduleFieldsProps & { unit: 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' }) {
  const { draft, onChange, fault, unit } = props;
  const { t, i18n } = useTranslation();
  const weekdaysId = useId();
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NumberInput
          label={t(`schedule.interval.${unit}`)}
          error={fault('schedule.interval')}
          min={1}
          max={1000}
          allowDecimal={false}
          value={draft.interval}
          onChange={(value) => onChange({ interval: Number(value) })}
        />
        {unit === 'MONTH' && (
          <Stack gap={2}>
            <Text size="sm" fw={600} id={weekdaysId}>
              {t('schedule.monthBy')}
            </Text>
            <SegmentedControl
              aria-labelledby={weekdaysId}
              value={draft.monthBy}
              onChange={(monthBy) => onChange({ monthBy })}
              data={[
                { value: 'day', label: t('schedule.byDay') },
                { value: 'nth', label: t('schedule.byNth') },
              ]}
            />
          </Stack>
        )}
      </SimpleGrid>
      {unit === 'WEEK' && (
        <Checkbox.Group
          label={t('schedule.weekdays')}
          description={t('schedule.weekdaysHint')}
          value={[...draft.weekdays]}
          onChange={(chosen) => onChange({ weekdays: weekdays.filter((day) => chosen.includes(day)) })}
        >
          <Group gap="xs" my={6}>
            {weekdays.map((day) => (
              <Checkbox key={day} value={day} label={weekdayName(day, i18n.language)} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      {unit === 'MONTH' && <MonthDays draft={draft} onChange={onChange} fault={fault} />}
    </>
  );
}

const monthDays = Array.from({ length: 31 }, (_, index) => String(index + 1));

function MonthDays({ draft, onChange, fault }: ScheduleFieldsProps) {
  const { t, i18n } = useTranslation();
  if (draft.monthBy === 'day')
    return (
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <NativeSelect
          label={t('schedule.monthDay')}
          error={fault('schedule.monthDay')}
          value={draft.monthDay}
          onChange={(event) => onChange({ monthDay: event.currentTarget.value })}
          data={[...monthDays, { value: 'LAST', label: t('schedule.lastDay') }]}
        />
      </SimpleGrid>
    );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      <NativeSelect
        label={t('schedule.which')}
        error={fault('schedule.which')}
        value={draft.which}
        onChange={({ currentTarget: { value } }) => onChange({ which: ordinals.find((each) => each === value) ?? '1' })}
        data={ordinals.map((each) => ({ value: each, label: t(`schedule.ordinal.n${each}`) }))}
      />
      <NativeSelect
        label={t('schedule.onWhich')}
        error={fault('schedule.weekday')}
        value={draft.weekday}
        onChange={({ currentTarget: { value } }) =>
          onChange({ weekday: weekdays.find((day) => day === value) ?? 'MO' })
        }
        data={weekdays.map((day) => ({ value: day, label: weekdayName(day, i18n.language) }))}
      />
    </SimpleGrid>
  );
}
