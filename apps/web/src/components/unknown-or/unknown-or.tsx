import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './unknown-or.module.css';

interface UnknownOrProps<Value> {
  value: Value | null;
  children: (value: Value) => ReactNode;
}

/** What nobody knows yet is called unknown; it never looks like zero, "no" or fine. */
export function UnknownOr<Value>({ value, children }: UnknownOrProps<Value>) {
  const { t } = useTranslation();
  return value === null ? <span className={classes.unknown}>{t('common.unknown')}</span> : children(value);
}
