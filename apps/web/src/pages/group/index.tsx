import { Skeleton } from '@mantine/core';
import { compartmentPaths } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery, groupQuery } from '../../api/places.ts';
import { Facts } from '../../components/facts/facts.tsx';
import { RuleText } from '../../components/group-form/rule-text.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { RelativeTime } from '../../components/relative-time/relative-time.tsx';
import { ToneBadge } from '../../components/state-badge/tone-badge.tsx';
import classes from './group.module.css';
import { GroupActions } from './parts/group-actions.tsx';
import { MemberTable } from './parts/member-table.tsx';

const route = getRouteApi('/groups/$groupId');

export function GroupPage() {
  const { t } = useTranslation();
  const { groupId } = route.useParams();
  const query = useQuery(groupQuery(groupId));
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const parent = { to: '/groups', label: t('groups.title') } as const;
  const skeleton = (
    <>
      <PageHeader title={undefined} parent={parent} />
      <Skeleton height={96} radius="lg" />
    </>
  );
  return (
    <Loaded query={query} skeleton={skeleton} orNotFound>
      {(group) => (
        <div className={classes.page} key={group.id}>
          <PageHeader
            title={group.name}
            parent={parent}
            badge={
              <ToneBadge tone="mute" hint={t(group.rule === null ? 'groups.listedHint' : 'groups.dynamicHint')}>
                {t(group.rule === null ? 'groups.listed' : 'groups.dynamic')}
              </ToneBadge>
            }
            actions={<GroupActions group={group} />}
          />
          <section className={classes.facts} aria-label={t('instance.facts')}>
            <Facts
              facts={[
                {
                  label: t('places.compartment'),
                  value: compartmentPaths(compartments).get(group.compartmentId) ?? group.compartmentId,
                },
                { label: t('groups.members'), value: group.members },
                { label: t('groups.created'), value: <RelativeTime at={group.createdAt} /> },
                ...(group.rule === null
                  ? []
                  : [{ label: t('groups.rule'), value: <RuleText rule={group.rule} />, wide: true }]),
                { label: t('instance.id'), value: <span className={classes.mono}>{group.id}</span>, wide: true },
              ]}
            />
          </section>
          <MemberTable group={group} />
        </div>
      )}
    </Loaded>
  );
}
