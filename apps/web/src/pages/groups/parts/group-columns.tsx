import { Anchor } from '@mantine/core';
import type { ManagedInstanceGroup } from '@rustine/sdk';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { RuleText } from '../../../components/group-form/rule-text.tsx';
import classes from '../groups.module.css';

/** A group with the path of its compartment. */
interface GroupLine extends ManagedInstanceGroup {
  readonly place: string;
}

const column = columnsOf<GroupLine>();

export function groupColumns(t: TFunction): Columns<GroupLine> {
  return column.columns([
    column.accessor('name', {
      header: t('places.name'),
      cell: ({ row: { original } }) => (
        <Anchor
          className={classes.name}
          size="sm"
          renderRoot={(props) => <Link to="/groups/$groupId" params={{ groupId: original.id }} {...props} />}
        >
          {original.name}
        </Anchor>
      ),
    }),
    column.accessor('place', { header: t('places.compartment') }),
    column.accessor((row) => (row.rule === null ? '' : t('groups.dynamic')), {
      id: 'rule',
      header: t('groups.kind'),
      cell: ({ row: { original } }) =>
        original.rule === null ? t('groups.listed') : <RuleText rule={original.rule} />,
    }),
    column.accessor('members', { header: t('fleet.instances'), meta: { align: 'end' } }),
  ]);
}
