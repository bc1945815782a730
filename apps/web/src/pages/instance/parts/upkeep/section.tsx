import type { ReactNode } from 'react';
import classes from './upkeep.module.css';

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2 className={classes.title}>
        {title} {aside}
      </h2>
      {children}
    </section>
  );
}
