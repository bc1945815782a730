import type { Forecast, Invocation, JobExecution, ScheduledJob, WorkWave } from '@rustine/sdk';
import {
  IconAlertTriangle,
  IconCalendarCheck,
  IconCheck,
  IconCircleDashed,
  IconClockX,
  IconHourglass,
  IconLoader2,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPower,
  IconQuestionMark,
  IconSquareRoundedCheck,
  IconX,
} from '@tabler/icons-react';
import type { Look } from './looks.ts';

const turning: Look = { tone: 'busy', icon: IconLoader2, live: true };

export const jobLooks: Record<ScheduledJob['state'], Look> = {
  ACTIVE: { tone: 'ok', icon: IconCalendarCheck },
  PAUSED: { tone: 'warn', icon: IconPlayerPause },
  ENDED: { tone: 'mute', icon: IconSquareRoundedCheck },
};

export const executionLooks: Record<JobExecution['state'], Look> = {
  PLANNED: { tone: 'mute', icon: IconHourglass },
  STARTING: turning,
  STARTED: { tone: 'busy', icon: IconCheck },
  SKIPPED: { tone: 'mute', icon: IconPlayerSkipForward },
  MISSED: { tone: 'warn', icon: IconClockX },
};

export const waveLooks: Record<WorkWave['state'], Look> = {
  WAITING: { tone: 'mute', icon: IconCircleDashed },
  RUNNING: turning,
  BAKING: { tone: 'busy', icon: IconHourglass },
  CHECKING: turning,
  SUCCEEDED: { tone: 'ok', icon: IconCheck },
  FAILED: { tone: 'bad', icon: IconX },
  SKIPPED: { tone: 'mute', icon: IconPlayerSkipForward },
};

export const verdictLooks: Record<Forecast['verdict'], Look> = {
  FITS: { tone: 'ok', icon: IconCheck },
  AT_RISK: { tone: 'warn', icon: IconAlertTriangle },
  UNLIKELY: { tone: 'bad', icon: IconX },
  UNKNOWN: { tone: 'mute', icon: IconQuestionMark },
  NO_WINDOW: { tone: 'mute', icon: IconCircleDashed },
  SKIPPED: { tone: 'bad', icon: IconPlayerSkipForward },
  NO_TARGETS: { tone: 'warn', icon: IconAlertTriangle },
};

export const powerLooks: Record<NonNullable<Invocation['power']>, Look> = {
  WAKING: turning,
  WOKEN: { tone: 'ok', icon: IconPower },
  RESTORED: { tone: 'mute', icon: IconPower },
  LEFT_ON: { tone: 'warn', icon: IconPower },
  FAILED: { tone: 'bad', icon: IconAlertTriangle },
};
