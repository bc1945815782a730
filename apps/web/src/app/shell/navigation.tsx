import {
  IconApi,
  IconBinaryTree2,
  IconFileText,
  IconListCheck,
  IconServer2,
  IconShieldCheck,
  IconStack2,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

const sections = [
  { to: '/', label: 'shell.fleet', icon: IconServer2, exact: true },
  { to: '/groups', label: 'shell.groups', icon: IconStack2, exact: false },
  { to: '/compartments', label: 'shell.compartments', icon: IconBinaryTree2, exact: false },
  { to: '/compliance', label: 'shell.compliance', icon: IconShieldCheck, exact: false },
  { to: '/work-requests', label: 'shell.workRequests', icon: IconListCheck, exact: false },
  { to: '/documents', label: 'shell.documents', icon: IconFileText, exact: false },
] as const;

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {sections.map(({ to, label, icon: Icon, exact }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact }} onClick={onNavigate}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {t(label)}
        </Link>
      ))}
      <div className={classes.foot}>
        <a className={classes.link} href="/api/v1/docs">
          <IconApi size={18} stroke={1.7} aria-hidden />
          {t('shell.apiDocs')}
        </a>
      </div>
    </>
  );
}
