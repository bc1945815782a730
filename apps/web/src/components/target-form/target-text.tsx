import { compartmentPaths, type Targets } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../api/fleet.ts';
import { compartmentsQuery, groupsQuery } from '../../api/places.ts';
import { LabelList } from '../label-list/label-list.tsx';

/** More instances than this are counted. */
const NAMED = 5;

/** What is targeted, by name, in one line. */
export function TargetText({ targets }: { targets: Targets }) {
  const { t, i18n } = useTranslation();
  const { data: instances = [] } = useQuery({ ...instancesQuery, enabled: targets.instanceIds !== undefined });
  const { data: groups = [] } = useQuery({ ...groupsQuery, enabled: targets.groupIds !== undefined });
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const { instanceIds = [], groupIds = [], labels, compartmentId, recursive } = targets;
  const list = (texts: readonly string[]) => new Intl.ListFormat(i18n.language).format(texts);
  const nameOf = (id: string) => instances.find((each) => each.id === id)?.displayName ?? id;
  const groupName = (id: string) => groups.find((each) => each.id === id)?.name ?? id;
  const root = compartments.find(({ parentId }) => parentId === null)?.id;
  const path = compartmentId === undefined ? '' : (compartmentPaths(compartments).get(compartmentId) ?? compartmentId);
  const parts = [
    ...(instanceIds.length > NAMED ? [t('targets.instances', { count: instanceIds.length })] : instanceIds.map(nameOf)),
    ...groupIds.map((id) => t('targets.group', { name: groupName(id) })),
    ...(compartmentId === undefined
      ? []
      : [
          compartmentId === root && recursive === true && labels === undefined
            ? t('targets.all')
            : t(recursive === true ? 'targets.below' : 'targets.in', { path }),
        ]),
  ];
  return (
    <span>
      {list(parts)} {labels !== undefined && <LabelList labels={labels} />}
    </span>
  );
}
