import type { JobSchedule } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { windowsQuery } from '../../api/windows.ts';
import { scheduleWords } from '../schedule-form/schedule-words.ts';

/** When a job runs, in one line. */
export function WhenText({ schedule }: { schedule: JobSchedule }) {
  const { t, i18n } = useTranslation();
  const { data: windows = [] } = useQuery({ ...windowsQuery(), enabled: schedule.kind === 'window' });
  if (schedule.kind === 'now') return t('schedule.kind.now');
  if (schedule.kind !== 'window') return scheduleWords(schedule, t, i18n.language);
  const window = windows.find(({ id }) => id === schedule.windowId);
  return t('schedule.windowWords', { name: window?.name ?? schedule.windowId });
}
