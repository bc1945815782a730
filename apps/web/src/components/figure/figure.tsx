import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Tone } from '../state-badge/tone-badge.tsx';
import classes from './figure.module.css';

interface FigureProps {
  label: string;
  /** Undefined while it is being read. */
  value: ReactNode | undefined;
  /** Words instead of a number: smaller, so that they stay on a line. */
  words?: boolean;
  /** Colours the figure where it asks for something. */
  tone?: Tone;
  children?: ReactNode;
}

export function Figure({ label, value, words = false, tone, children }: FigureProps) {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-words={words || undefined}>
        {value === undefined ? <Skeleton height="1.75rem" width="4rem" /> : value}
      </dd>
      {children !== undefined && <dd className={classes.note}>{children}</dd>}
    </div>
  );
}

/** A row of figures; as many beside each other as fit. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={classes.row}>{children}</dl>;
}
