import { Button, Group, NativeSelect, Skeleton } from '@mantine/core';
import type { DocumentDetail } from '@rustine/sdk';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentQuery, documentVersionsQuery } from '../../api/documents.ts';
import { Facts } from '../../components/facts/facts.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { RelativeTime } from '../../components/relative-time/relative-time.tsx';
import classes from './document.module.css';
import { ParametersTable } from './parts/parameters-table.tsx';
import { VersionDiff } from './parts/version-diff.tsx';

const route = getRouteApi('/documents/$documentName');

export function DocumentPage() {
  const { t } = useTranslation();
  const { documentName } = route.useParams();
  const { version } = route.useSearch();
  const query = useQuery(documentQuery(documentName, version ?? null));
  const parent = { to: '/documents', label: t('documents.title') } as const;
  const skeleton = (
    <>
      <PageHeader title={undefined} parent={parent} />
      <Skeleton height={240} radius="lg" />
    </>
  );
  return (
    <Loaded query={query} skeleton={skeleton} orNotFound>
      {(document) => (
        <div className={classes.page}>
          <PageHeader
            title={document.name}
            parent={parent}
            subtitle={document.description}
            actions={<Actions document={document} />}
          />
          <Panel title={t('documents.version')}>
            <Facts
              facts={[
                { label: t('documents.version'), value: document.version },
                { label: t('documents.default'), value: document.defaultVersion },
                { label: t('documents.schema'), value: document.schemaVersion },
                { label: t('documents.by'), value: document.registeredBy },
                { label: t('documents.at'), value: <RelativeTime at={document.registeredAt} /> },
                { label: 'SHA-256', value: <span className={classes.mono}>{document.sha256}</span>, wide: true },
              ]}
            />
          </Panel>
          <Panel flush title={t('runForm.parameters')}>
            <ParametersTable parameters={document.parameters} />
          </Panel>
          <Changes document={document} />
          <Panel title={t('documents.content')}>
            {/* Reached by the keyboard, because it scrolls. */}
            <pre className={classes.text} tabIndex={0} role="region" aria-label={document.name}>
              {document.content}
            </pre>
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function Actions({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: versions = [] } = useQuery(documentVersionsQuery(document.name));
  const show = (version: number) =>
    void navigate({
      to: '/documents/$documentName',
      params: { documentName: document.name },
      search: { version },
    });
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label={t('documents.version')}
        value={String(document.version)}
        onChange={(event) => show(Number(event.currentTarget.value))}
        data={versions.map(({ version, defaultVersion }) => ({
          value: String(version),
          label: version === defaultVersion ? t('documents.isDefault', { version }) : t('work.version', { version }),
        }))}
      />
      <Button
        size="xs"
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        renderRoot={(props) => (
          <Link to="/run" search={{ document: document.name, version: document.version }} {...props} />
        )}
      >
        {t('runForm.start')}
      </Button>
    </Group>
  );
}

/** What became different from a version of choice to the one shown; nothing of a document with one version. */
function Changes({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const { data: versions = [] } = useQuery(documentVersionsQuery(document.name));
  const others = versions.filter(({ version }) => version !== document.version);
  const before = others.find(({ version }) => version < document.version) ?? others[0];
  const [chosen, setChosen] = useState<number | null>(null);
  const from = others.find(({ version }) => version === chosen)?.version ?? before?.version;
  if (from === undefined) return null;
  const select = (
    <NativeSelect
      size="xs"
      aria-label={t('documents.compareWith')}
      value={String(from)}
      onChange={(event) => setChosen(Number(event.currentTarget.value))}
      data={others.map(({ version }) => ({ value: String(version), label: t('documents.since', { version }) }))}
    />
  );
  return (
    <Panel title={t('documents.changes')} aside={select}>
      <VersionDiff name={document.name} from={from} to={document.version} />
    </Panel>
  );
}
