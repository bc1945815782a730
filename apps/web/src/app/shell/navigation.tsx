import {
  IconApi,
  IconBinaryTree2,
  IconCalendarClock,
  IconCalendarMonth,
  IconDoor,
  IconFileText,
  IconListCheck,
  IconPower,
  IconServer2,
  IconShieldCheck,
  IconStack2,
  IconUsersGroup,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

/** What there is, what is done with it, and what holds while it is done. */
const groups = [
  {
    label: 'shell.groupFleet',
    sections: [
      { to: '/', label: 'shell.fleet', icon: IconServer2, exact: true },
      { to: '/groups', label: 'shell.groups', icon: IconStack2, exact: false },
      { to: '/compartments', label: 'shell.compartments', icon: IconBinaryTree2, exact: false },
      { to: '/compliance', label: 'shell.compliance', icon: IconShieldCheck, exact: false },
    ],
  },
  {
    label: 'shell.groupWork',
    sections: [
      { to: '/jobs', label: 'shell.jobs', icon: IconCalendarClock, exact: false },
      { to: '/calendar', label: 'shell.calendar', icon: IconCalendarMonth, exact: false },
      { to: '/work-requests', label: 'shell.workRequests', icon: IconListCheck, exact: false },
      { to: '/documents', label: 'shell.documents', icon: IconFileText, exact: false },
    ],
  },
  {
    label: 'shell.groupRules',
    sections: [
      { to: '/windows', label: 'shell.windows', icon: IconDoor, exact: false },
      { to: '/quorum-sets', label: 'shell.quorum', icon: IconUsersGroup, exact: false },
      { to: '/power-providers', label: 'shell.power', icon: IconPower, exact: false },
    ],
  },
] as const;

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.groups}>
        {groups.map((group) => (
          <Group key={group.label} group={group} onNavigate={onNavigate} />
        ))}
      </div>
      <div className={classes.foot}>
        <a className={classes.link} href="/api/v1/docs">
          <IconApi size={18} stroke={1.7} aria-hidden />
          {t('shell.apiDocs')}
        </a>
      </div>
    </>
  );
}

function Group({ group, onNavigate }: { group: (typeof groups)[number]; onNavigate: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={classes.group}>
      <span id={id} className={classes.groupName}>
        {t(group.label)}
      </span>
      {group.sections.map(({ to, label, icon: Icon, exact }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact }} onClick={onNavigate}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {t(label)}
        </Link>
      ))}
    </div>
  );
}
