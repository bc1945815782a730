import { ActionIcon, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import classes from './row-actions.module.css';

export interface RowAction {
  /** Names the row too: "Edit web nights". */
  label: string;
  icon: Icon;
  onClick: () => void;
  pending?: boolean;
}

/** What can be done with a row of a table, as small buttons. */
export function RowActions({ actions }: { actions: readonly RowAction[] }) {
  return (
    <span className={classes.actions}>
      {actions.map(({ label, icon: Shape, onClick, pending = false }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="default" aria-label={label} loading={pending} onClick={onClick}>
            <Shape size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
}
