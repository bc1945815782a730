import { Skeleton, Text } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import classes from './page-header.module.css';

interface PageHeaderProps {
  /** Undefined while it is being read. */
  title: string | undefined;
  subtitle?: ReactNode;
  /** The page above this one. */
  parent?: { to: LinkProps['to']; label: string };
  badge?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, subtitle, parent, badge, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = title === undefined ? 'Rustine' : `${title} · Rustine`;
  }, [title]);
  return (
    <div className={classes.root}>
      <div className={classes.words}>
        {parent !== undefined && (
          <Link to={parent.to} className={classes.parent}>
            <IconChevronLeft size={14} aria-hidden />
            {parent.label}
          </Link>
        )}
        <div className={classes.line}>
          <h1 className={classes.title}>{title ?? <Skeleton height="1.75rem" width="14rem" />}</h1>
          {badge}
        </div>
        {subtitle !== undefined && (
          <Text component="div" c="dimmed" size="md">
            {subtitle}
          </Text>
        )}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
