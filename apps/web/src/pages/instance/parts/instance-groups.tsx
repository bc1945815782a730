import { Anchor } from '@mantine/core';
import type { ManagedInstanceDetail } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from '../instance.module.css';

/** The groups that the instance is in now, each a way to its page. */
export function InstanceGroups({ groups }: { groups: ManagedInstanceDetail['groups'] }) {
  const { t } = useTranslation();
  if (groups.length === 0) return t('common.none');
  return (
    <span className={classes.groups}>
      {groups.map(({ id, name }) => (
        <Anchor
          key={id}
          size="sm"
          renderRoot={(props) => <Link to="/groups/$groupId" params={{ groupId: id }} {...props} />}
        >
          {name}
        </Anchor>
      ))}
    </span>
  );
}
