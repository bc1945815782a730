import { NativeSelect, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { documentQuery, documentsQuery, documentVersionsQuery } from '../../api/documents.ts';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { RunForm } from './parts/run-form.tsx';

const route = getRouteApi('/run');

export function RunPage() {
  const { t } = useTranslation();
  const { document } = route.useSearch();
  const navigate = useNavigate();
  const documents = useQuery(documentsQuery);
  const names = documents.data?.map(({ name }) => name).toSorted() ?? [];
  const parent = { to: '/documents', label: t('documents.title') } as const;
  return (
    <Stack gap="sm">
      <PageHeader title={t('runForm.title')} subtitle={t('runForm.subtitle')} parent={parent} />
      <Loaded query={documents} skeleton={<Skeleton height={120} radius="lg" />}>
        {() => (
          <>
            <Panel title={t('runForm.document')}>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <NativeSelect
                  label={t('runForm.document')}
                  value={document ?? ''}
                  onChange={({ currentTarget: { value } }) =>
                    void navigate({ to: '/run', search: value === '' ? {} : { document: value } })
                  }
                  data={[{ value: '', label: t('runForm.choose') }, ...names]}
                />
                {document !== undefined && <VersionSelect name={document} />}
              </SimpleGrid>
            </Panel>
            {document !== undefined && <Chosen name={document} />}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function VersionSelect({ name }: { name: string }) {
  const { t } = useTranslation();
  const { version } = route.useSearch();
  const navigate = useNavigate();
  const { data = [] } = useQuery(documentVersionsQuery(name));
  const [newest] = data;
  return (
    <NativeSelect
      label={t('documents.version')}
      value={String(version ?? newest?.defaultVersion ?? '')}
      onChange={({ currentTarget: { value } }) =>
        void navigate({ to: '/run', search: { document: name, version: Number(value) } })
      }
      data={data.map((each) => ({
        value: String(each.version),
        label:
          each.version === each.defaultVersion
            ? t('documents.isDefault', { version: each.version })
            : String(each.version),
      }))}
    />
  );
}

function Chosen({ name }: { name: string }) {
  const { version } = route.useSearch();
  const query = useQuery(documentQuery(name, version ?? null));
  return (
    <Loaded query={query} skeleton={<Skeleton height={240} radius="lg" />} orNotFound>
      {(document) => (
        <>
          {document.description !== '' && <Text size="sm">{document.description}</Text>}
          <RunForm key={`${document.name} ${document.version}`} document={document} />
        </>
      )}
    </Loaded>
  );
}
