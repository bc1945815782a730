import { Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ManagedInstance } from '@rustine/sdk';
import { IconRadar2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readProblem } from '../../../api/read-problem.ts';
import { runsQuery, SCAN_DOCUMENT, useScanNow } from '../../../api/work.ts';
import { headlineOf } from '../../../components/error-panel/headline.ts';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { isFinalInvocation } from '../../../states/final-states.ts';

/** Starts a scan and shows its run. While one runs the button keeps the focus and does nothing. One scan at a time: a second one would learn nothing that the first does not. */
export function ScanNow({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scan = useScanNow(instance.id);
  const { data: runs } = useQuery(runsQuery(instance.id));
  const scanning =
    scan.isPending || runs?.some((run) => run.documentName === SCAN_DOCUMENT && !isFinalInvocation(run.state)) === true;

  const start = () =>
    scan.mutate(undefined, {
      onSuccess: () => {
        const offline = instance.status === 'OFFLINE';
        notifications.show({
          message: offline ? t('instance.scanOffline') : t('instance.scanStarted', { name: instance.displayName }),
          closeButtonProps: { 'aria-label': t('common.close') },
        });
        void navigate({ to: '/instances/$instanceId', params: { instanceId: instance.id }, search: { tab: 'runs' } });
      },
      onError: (error) => {
        const { code, message, requestId } = readProblem(error);
        notifications.show({
          color: 'red',
          title: headlineOf(code, t),
          message: (
            <>
              <ServerWords>{message}</ServerWords>
              {requestId !== null && ` (${t('common.labelled', { label: t('error.requestId') })} ${requestId})`}
            </>
          ),
          autoClose: 12_000,
          closeButtonProps: { 'aria-label': t('common.close') },
        });
      },
    });

  return (
    <Button
      leftSection={
        scanning ? <Loader size={15} color="currentColor" aria-hidden /> : <IconRadar2 size={17} aria-hidden />
      }
      data-disabled={scanning || undefined}
      aria-disabled={scanning}
      onClick={scanning ? undefined : start}
    >
      {t(scanning ? 'instance.scanning' : 'instance.scanNow')}
    </Button>
  );
}
