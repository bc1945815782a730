import { NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WindowsInput } from '../../../components/windows-input/windows-input.tsx';
import type { JobFieldsProps } from './action-fields.tsx';
import { windowModes } from './job-draft.ts';

const ends = ['FINISH', 'CANCEL'] as const;
const options = ['IF_NEEDED', 'NEVER', 'ALWAYS'] as const;

/** In which windows the change may start, and in which the restart, if that has its own. */
export function WindowFields({ draft, onChange, fault }: JobFieldsProps) {
  const { t } = useTranslation();
  const labels = { any: 'jobs.windowAny', covering: 'jobs.windowCovering', named: 'jobs.windowNamed' } as const;
  const ending = ends.map((end) => ({ value: end, label: t(`jobs.atEndWords.${end}`) }));
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <NativeSelect
          label={t('jobs.window')}
          error={fault('windowMode')}
          value={draft.windowMode}
          onChange={({ currentTarget: { value } }) =>
            onChange({ windowMode: windowModes.find((mode) => mode === value) ?? 'any' })
          }
          data={windowModes.map((mode) => ({ value: mode, label: t(labels[mode]) }))}
        />
        {draft.windowMode === 'named' && (
          <WindowsInput
            required
            label={t('jobs.windowIds')}
            error={fault('windowIds')}
            value={draft.windowIds}
            onChange={(windowIds) => onChange({ windowIds })}
          />
        )}
        {draft.windowMode !== 'any' && (
          <NativeSelect
            label={t('jobs.atEnd')}
            value={draft.atEnd}
            onChange={({ currentTarget: { value } }) => onChange({ atEnd: value === 'CANCEL' ? 'CANCEL' : 'FINISH' })}
            data={ending}
          />
        )}
      </SimpleGrid>
      {draft.windowMode !== 'any' && (
        <Text size="xs" c="dimmed">
          {t('jobs.windowHint')}
        </Text>
      )}
      {draft.action !== 'document' && (
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <NativeSelect
            label={t('jobs.reboot')}
            error={fault('reboot')}
            value={draft.reboot}
            onChange={({ currentTarget: { value } }) =>
              onChange({ reboot: options.find((option) => option === value) ?? 'IF_NEEDED' })
            }
            data={options.map((option) => ({ value: option, label: t(`jobs.rebootOption.${option}`) }))}
          />
          {draft.reboot !== 'NEVER' && (
            <WindowsInput
              label={t('jobs.rebootWindows')}
              error={fault('rebootWindowIds')}
              hint={t('jobs.rebootWindowsHint')}
              value={draft.rebootWindowIds}
              onChange={(rebootWindowIds) => onChange({ rebootWindowIds })}
            />
          )}
          {draft.reboot !== 'NEVER' && draft.rebootWindowIds.length > 0 && (
            <NativeSelect
              label={t('jobs.atEnd')}
              value={draft.rebootAtEnd}
              onChange={({ currentTarget: { value } }) =>
                onChange({ rebootAtEnd: value === 'CANCEL' ? 'CANCEL' : 'FINISH' })
              }
              data={ending}
            />
          )}
        </SimpleGrid>
      )}
    </Stack>
  );
}
