import { compartmentPaths, type GroupRule } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery } from '../../api/places.ts';
import { LabelList } from '../label-list/label-list.tsx';
import classes from './rule-text.module.css';

/** A rule in words, one condition after the other. */
export function RuleText({ rule }: { rule: GroupRule }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(compartmentsQuery);
  const { labels, osFamily, osName, osVersion, compartmentId, recursive } = rule;
  const path = compartmentId === undefined ? '' : (compartmentPaths(data).get(compartmentId) ?? compartmentId);
  const conditions = [
    osFamily === undefined ? null : [t('groups.osFamily'), osFamily],
    osName === undefined ? null : [t('groups.osName'), osName],
    osVersion === undefined ? null : [t('groups.osVersion'), osVersion],
    path === '' ? null : [t('groups.within'), recursive === true ? t('groups.below', { path }) : path],
  ].filter((condition) => condition !== null);
  return (
    <span className={classes.rule}>
      {labels !== undefined && <LabelList labels={labels} />}
      {conditions.map(([name, value]) => (
        <span key={name}>
          <span className={classes.name}>{name}</span> {value}
        </span>
      ))}
    </span>
  );
}
