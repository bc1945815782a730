import { useTranslation } from 'react-i18next';
import { CveList } from '../../../components/cve-list/cve-list.tsx';
import { VersionChange } from '../../../components/version-change/version-change.tsx';
import classes from '../compliance.module.css';
import { verdictOf, type ComplianceLine } from './verdict.ts';

export function OutstandingUpdates({ line }: { line: ComplianceLine }) {
  const { t } = useTranslation();
  const verdict = verdictOf(line);
  if (verdict !== 'missing') {
    return (
      <div className={classes.details}>
        <p className={classes.plain}>{t(verdict === 'unknown' ? 'compliance.neverScanned' : 'compliance.nothing')}</p>
      </div>
    );
  }
  return (
    <div className={classes.details}>
      <ul className={classes.updates} aria-label={t('compliance.outstanding', { name: line.displayName })}>
        {line.outstanding.map((update) => (
          <li key={`${update.name} ${update.architecture}`} className={classes.update}>
            <span className={classes.package}>
              {update.name} <span className={classes.arch}>{update.architecture}</span>
            </span>
            <VersionChange installed={update.installedVersion} available={update.availableVersion} />
            <CveList cves={update.cves} known={update.cvesKnown} name={update.name} />
          </li>
        ))}
      </ul>
    </div>
  );
}
