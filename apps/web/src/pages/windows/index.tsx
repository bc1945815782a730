import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { FreezePanel } from './parts/freeze-panel.tsx';
import { WindowPanel } from './parts/window-panel.tsx';
import classes from './windows.module.css';

export function WindowsPage() {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      <PageHeader title={t('windows.title')} subtitle={t('windows.subtitle')} />
      <WindowPanel />
      <FreezePanel />
    </div>
  );
}
