import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isUnauthenticated } from '../api/read-problem.ts';
import { sessionQuery } from '../api/session.ts';
import { ErrorPanel } from '../components/error-panel/error-panel.tsx';
import { SignInPage } from '../pages/sign-in/index.tsx';
import { router } from './router.tsx';

/** Nothing of the console shows before the server said who is here. */
export function SessionGate() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  if (isUnauthenticated(session.error)) return <SignInPage />;
  if (session.data !== undefined) return <RouterProvider router={router} />;
  return (
    <Center component="main" mih="100vh" p="md">
      {session.isError ? (
        <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
      ) : (
        <Loader aria-label={t('common.loading')} />
      )}
    </Center>
  );
}
