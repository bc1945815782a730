import type { AvailableUpdate, Invocation, InvocationStep, ManagedInstance, Report, WorkRequest } from '@rustine/sdk';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClockX,
  IconLoader2,
  IconPlayerSkipForward,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPower,
  IconSend,
  IconShieldExclamation,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from './tone-badge.tsx';

export interface Look {
  tone: Tone;
  icon: Icon;
  live?: boolean;
}

export type RunState = Invocation['state'] | WorkRequest['state'] | InvocationStep['state'];

const turning: Look = { tone: 'busy', icon: IconLoader2, live: true };

export const runLooks: Record<RunState, Look> = {
  ACCEPTED: { tone: 'mute', icon: IconCircleDashed },
  PENDING: { tone: 'mute', icon: IconCircleDashed },
  IN_PROGRESS: turning,
  POWERING_ON: turning,
  DELIVERED: { tone: 'busy', icon: IconSend },
  RUNNING: turning,
  REBOOTING: turning,
  POWERING_OFF: turning,
  CANCELING: { tone: 'warn', icon: IconLoader2, live: true },
  SUCCEEDED: { tone: 'ok', icon: IconCheck },
  FAILED: { tone: 'bad', icon: IconX },
  TIMED_OUT: { tone: 'bad', icon: IconClockX },
  CANCELED: { tone: 'mute', icon: IconBan },
  SKIPPED: { tone: 'mute', icon: IconPlayerSkipForward },
};

export const instanceLooks: Record<ManagedInstance['status'], Look> = {
  ONLINE: { tone: 'ok', icon: IconPlugConnected },
  STALE: { tone: 'warn', icon: IconAlertTriangle },
  OFFLINE: { tone: 'mute', icon: IconPlugConnectedX },
  REBOOTING: { tone: 'busy', icon: IconLoader2, live: true },
  STOPPED: { tone: 'mute', icon: IconPower },
};

export const reportLooks: Record<Report['state'], Look> = {
  GRANTED: { tone: 'mute', icon: IconCircleDashed },
  UPLOADED: turning,
  INGESTED: { tone: 'ok', icon: IconCheck },
  QUARANTINED: { tone: 'bad', icon: IconShieldExclamation },
  FAILED: { tone: 'bad', icon: IconArrowBackUp },
};

export const updateTones: Record<AvailableUpdate['updateType'], Tone> = {
  SECURITY: 'bad',
  BUGFIX: 'warn',
  ENHANCEMENT: 'busy',
  OTHER: 'mute',
};
