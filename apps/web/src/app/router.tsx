import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from '../components/not-found/not-found.tsx';
import { FleetPage } from '../pages/fleet/index.tsx';
import { readCalendarSearch } from '../pages/calendar/read-search.ts';
import { readDocumentSearch } from '../pages/document/read-search.ts';
import { readInstanceSearch } from '../pages/instance/read-search.ts';
import { readRunSearch } from '../pages/run/read-search.ts';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const fleetRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: FleetPage });

const instanceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/instances/$instanceId',
  validateSearch: readInstanceSearch,
  component: lazyRouteComponent(() => import('../pages/instance/index.tsx'), 'InstancePage'),
});

const workRequestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work-requests',
  component: lazyRouteComponent(() => import('../pages/work-requests/index.tsx'), 'WorkRequestsPage'),
});

const workRequestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/work-requests/$workRequestId',
  component: lazyRouteComponent(() => import('../pages/work-request/index.tsx'), 'WorkRequestPage'),
});

const groupsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/groups',
  component: lazyRouteComponent(() => import('../pages/groups/index.tsx'), 'GroupsPage'),
});

const groupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/groups/$groupId',
  component: lazyRouteComponent(() => import('../pages/group/index.tsx'), 'GroupPage'),
});

const compartmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compartments',
  component: lazyRouteComponent(() => import('../pages/compartments/index.tsx'), 'CompartmentsPage'),
});

const documentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/documents',
  component: lazyRouteComponent(() => import('../pages/documents/index.tsx'), 'DocumentsPage'),
});

const documentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/documents/$documentName',
  validateSearch: readDocumentSearch,
  component: lazyRouteComponent(() => import('../pages/document/index.tsx'), 'DocumentPage'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/run',
  validateSearch: readRunSearch,
  component: lazyRouteComponent(() => import('../pages/run/index.tsx'), 'RunPage'),
});

const complianceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compliance',
  component: lazyRouteComponent(() => import('../pages/compliance/index.tsx'), 'CompliancePage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('../pages/jobs/index.tsx'), 'JobsPage'),
});

const newJobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/new',
  component: lazyRouteComponent(() => import('../pages/job-form/index.tsx'), 'NewJobPage'),
});

const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('../pages/job/index.tsx'), 'JobPage'),
});

const editJobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId/edit',
  component: lazyRouteComponent(() => import('../pages/job-form/index.tsx'), 'EditJobPage'),
});

const calendarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calendar',
  validateSearch: readCalendarSearch,
  component: lazyRouteComponent(() => import('../pages/calendar/index.tsx'), 'CalendarPage'),
});

const windowsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/windows',
  component: lazyRouteComponent(() => import('../pages/windows/index.tsx'), 'WindowsPage'),
});

const quorumSetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quorum-sets',
  component: lazyRouteComponent(() => import('../pages/quorum-sets/index.tsx'), 'QuorumSetsPage'),
});

const powerProvidersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/power-providers',
  component: lazyRouteComponent(() => import('../pages/power-providers/index.tsx'), 'PowerProvidersPage'),
});

const routeTree = rootRoute.addChildren([
  fleetRoute,
  instanceRoute,
  groupsRoute,
  groupRoute,
  compartmentsRoute,
  workRequestsRoute,
  workRequestRoute,
  complianceRoute,
  documentsRoute,
  documentRoute,
  runRoute,
  jobsRoute,
  newJobRoute,
  jobRoute,
  editJobRoute,
  calendarRoute,
  windowsRoute,
  quorumSetsRoute,
  powerProvidersRoute,
]);

export const router = createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
