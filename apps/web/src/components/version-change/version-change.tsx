import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { splitVersions } from '../../format/split-version.ts';
import classes from './version-change.module.css';

/** From one version to the other, with the part that changes set off. */
export function VersionChange({ installed, available }: { installed: string; available: string }) {
  const { t } = useTranslation();
  const split = splitVersions(installed, available);
  return (
    <span className={classes.versions}>
      <span className={classes.old}>{installed === '' ? '—' : installed}</span>
      <IconArrowRight size={13} className={classes.arrow} role="img" aria-label={t('updates.becomes')} />
      <span className={classes.whole}>
        {split.same}
        <span className={classes.change}>{split.available}</span>
      </span>
    </span>
  );
}
