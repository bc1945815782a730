import { Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  icon: Icon;
  title: string;
  text: string;
  heading?: 'h1' | 'h2' | 'h3';
  /** What to do next. */
  children?: ReactNode;
}

export function EmptyState({ icon: Shape, title, text, heading: Heading = 'h2', children }: EmptyStateProps) {
  return (
    <div className={classes.root}>
      <div className={classes.icon}>
        <Shape size={26} stroke={1.5} aria-hidden />
      </div>
      <Heading className={classes.title}>{title}</Heading>
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
      {children}
    </div>
  );
}
