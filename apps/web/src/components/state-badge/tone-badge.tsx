import { Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './tone-badge.module.css';

/** What a state asks of its reader: nothing, patience, attention, action; or it says nothing yet. */
export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'mute';

interface ToneBadgeProps {
  tone: Tone;
  icon?: Icon;
  /** The icon turns: something is going on. */
  live?: boolean;
  hint?: string;
  children: ReactNode;
}

/** A state is never told by colour alone: icon and word come with it. */
export function ToneBadge({ tone, icon: Shape, live = false, hint, children }: ToneBadgeProps) {
  const badge = (
    <span className={classes.badge} data-tone={tone}>
      {Shape !== undefined && <Shape size={14} stroke={2} aria-hidden className={live ? classes.turning : undefined} />}
      {children}
    </span>
  );
  return hint === undefined ? (
    badge
  ) : (
    <Tooltip label={hint} multiline maw={280}>
      {badge}
    </Tooltip>
  );
}
