import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { jobQuery, useCreateJob, useUpdateJob } from '../../api/jobs.ts';
import { newKey } from '../../api/new-key.ts';
import { compartmentsQuery } from '../../api/places.ts';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { emptySchedule } from '../../components/schedule-form/schedule-draft.ts';
import { dayOf, ownZone } from '../../format/zoned-time.ts';
import { draftOfJob, emptyJob, type JobDraft } from './parts/job-draft.ts';
import { JobForm } from './parts/job-form.tsx';

const editRoute = getRouteApi('/jobs/$jobId/edit');

/** Tomorrow at ten in the evening, where the person is. */
function freshDraft(): JobDraft {
  const tomorrow = dayOf(Date.now() + 86_400_000, ownZone());
  return emptyJob(emptySchedule(tomorrow, ownZone()));
}

export function NewJobPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateJob();
  const compartments = useQuery(compartmentsQuery);
  const [idempotencyKey] = useState(newKey);
  const [initial] = useState(freshDraft);
  return (
    <>
      <PageHeader title={t('jobs.newTitle')} parent={{ to: '/jobs', label: t('jobs.title') }} />
      <Loaded query={compartments} skeleton={<Skeleton height={320} radius="lg" />}>
        {(all) => (
          <JobForm
            initial={initial}
            root={all.find(({ parentId }) => parentId === null)?.id ?? null}
            action={t('places.create')}
            pending={create.isPending}
            error={create.error}
            onSubmit={(job) =>
              create.mutate(
                { ...job, idempotencyKey },
                { onSuccess: ({ id }) => void navigate({ to: '/jobs/$jobId', params: { jobId: id } }) },
              )
            }
          />
        )}
      </Loaded>
    </>
  );
}

export function EditJobPage() {
  const { t } = useTranslation();
  const { jobId } = editRoute.useParams();
  const job = useQuery(jobQuery(jobId));
  const compartments = useQuery(compartmentsQuery);
  const skeleton = <Skeleton height={320} radius="lg" />;
  return (
    <>
      <PageHeader
        title={job.data === undefined ? undefined : t('jobs.editTitle', { name: job.data.name })}
        parent={{ to: '/jobs', label: t('jobs.title') }}
      />
      <Loaded query={job} skeleton={skeleton} orNotFound>
        {() => (
          <Loaded query={compartments} skeleton={skeleton}>
            {(all) => <Edit jobId={jobId} root={all.find(({ parentId }) => parentId === null)?.id ?? null} />}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

/** The job as it was when the form was opened: what others change meanwhile is a conflict, which the server tells. */
function Edit({ jobId, root }: { jobId: string; root: string | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const update = useUpdateJob(jobId);
  const { data: job } = useQuery(jobQuery(jobId));
  const [opened] = useState(job);
  const [initial] = useState(() => (opened === undefined ? freshDraft() : draftOfJob(opened, freshDraft(), root)));
  if (opened === undefined) return null;
  return (
    <JobForm
      initial={initial}
      root={root}
      action={t('places.save')}
      pending={update.isPending}
      error={update.error}
      onSubmit={(body) =>
        update.mutate(
          { ...body, revision: opened.revision },
          { onSuccess: () => void navigate({ to: '/jobs/$jobId', params: { jobId } }) },
        )
      }
    />
  );
}
