import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { CompartmentId, GroupId, InstanceId, InvocationId, ReportId, WorkRequestId } from '../ids.ts';
import { InvocationState, ReportState, UpdateType, WorkRequestState } from '../states.ts';
import { ReportKind } from '../reports.ts';
import {
  CreateEnrollmentTokenRequest,
  CreateEnrollmentTokenResponse,
  CreateSignInLinkResponse,
  Session,
} from './access.ts';
import { ComplianceReport } from './compliance.ts';
import {
  DocumentDetail,
  documentDiffQuery,
  DocumentDiff,
  documentParams,
  DocumentSummary,
  documentVersionQuery,
  RegisterDocumentRequest,
  RegisteredDocument,
  RenderDocumentRequest,
  RenderedDocument,
  SetDefaultVersionRequest,
} from './documents.ts';
import { AvailableUpdate, Compartment, FleetOverview, InstalledSoftware, ManagedInstance } from './fleet.ts';
import { pageOf, pageQuery } from './paging.ts';
import {
  Invocation,
  InvocationDetail,
  Report,
  RunCommandRequest,
  WorkLogEntry,
  WorkRequest,
  WorkRequestDetail,
} from './work.ts';

/**
 * One operation of the people's API. The server's routes, the OpenAPI document and the SDK all come from this table,
 * so they cannot disagree. `path` is below `/api/v1`, in OpenAPI's notation.
 */
export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status of success and its body; null for none. */
  readonly success: 200 | 201 | 202 | 204;
  readonly response: z.ZodType | null;
  readonly errors: readonly ErrorCode[];
}

const instanceParams = z.object({ instanceId: InstanceId });
const workRequestParams = z.object({ workRequestId: WorkRequestId });

/** A yes or no in a query string, told to clients as what it is there: one of two words. */
const flag = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
  .meta({ pattern: '^(true|false)$' });

/** Instances of one compartment (with its subtree if recursive) or of one group; everything the caller may see without either. */
const scopeQuery = {
  compartmentId: CompartmentId.optional(),
  recursive: flag.optional(),
  groupId: GroupId.optional(),
};

export const operations = {
  getSession: {
    operationId: 'getSession',
    method: 'GET',
    path: '/session',
    tag: 'access',
    summary: 'Who am I',
    success: 200,
    response: Session,
    errors: [],
  },
  endSession: {
    operationId: 'endSession',
    method: 'DELETE',
    path: '/session',
    tag: 'access',
    summary: 'Sign out',
    success: 204,
    response: null,
    errors: [],
  },
  createSignInLink: {
    operationId: 'createSignInLink',
    method: 'POST',
    path: '/sign-in-links',
    tag: 'access',
    summary: 'Make a link that signs a person in to the console once',
    success: 201,
    response: CreateSignInLinkResponse,
    errors: [],
  },
  createEnrollmentToken: {
    operationId: 'createEnrollmentToken',
    method: 'POST',
    path: '/enrollment-tokens',
    tag: 'access',
    summary: 'Make a one-time token that lets one agent enrol',
    body: CreateEnrollmentTokenRequest,
    success: 201,
    response: CreateEnrollmentTokenResponse,
    errors: ['NOT_FOUND'],
  },
  listCompartments: {
    operationId: 'listCompartments',
    method: 'GET',
    path: '/compartments',
    tag: 'fleet',
    summary: 'All compartments',
    success: 200,
    response: z.object({ items: z.array(Compartment) }),
    errors: [],
  },
  getFleetOverview: {
    operationId: 'getFleetOverview',
    method: 'GET',
    path: '/fleet/overview',
    tag: 'fleet',
    summary: 'The fleet in figures',
    query: z.object(scopeQuery),
    success: 200,
    response: FleetOverview,
    errors: ['NOT_FOUND'],
  },
  listInstances: {
    operationId: 'listInstances',
    method: 'GET',
    path: '/instances',
    tag: 'fleet',
    summary: 'Managed instances with the figures of their newest scan',
    query: z.object({ ...scopeQuery, search: z.string().max(200).optional(), ...pageQuery }),
    success: 200,
    response: pageOf(ManagedInstance),
    errors: ['NOT_FOUND'],
  },
  getInstance: {
    operationId: 'getInstance',
    method: 'GET',
    path: '/instances/{instanceId}',
    tag: 'fleet',
    summary: 'One managed instance',
    params: instanceParams,
    success: 200,
    response: ManagedInstance,
    errors: ['NOT_FOUND'],
  },
  listAvailableUpdates: {
    operationId: 'listAvailableUpdates',
    method: 'GET',
    path: '/instances/{instanceId}/available-updates',
    tag: 'fleet',
    summary: 'What the instance is missing, with CVEs',
    params: instanceParams,
    query: z.object({ updateType: UpdateType.optional(), search: z.string().max(200).optional(), ...pageQuery }),
    success: 200,
    response: pageOf(AvailableUpdate),
    errors: ['NOT_FOUND'],
  },
  listInstalledSoftware: {
    operationId: 'listInstalledSoftware',
    method: 'GET',
    path: '/instances/{instanceId}/installed-software',
    tag: 'fleet',
    summary: 'What is installed on the instance',
    params: instanceParams,
    query: z.object({ search: z.string().max(200).optional(), ...pageQuery }),
    success: 200,
    response: pageOf(InstalledSoftware),
    errors: ['NOT_FOUND'],
  },
  getComplianceReport: {
    operationId: 'getComplianceReport',
    method: 'GET',
    path: '/compliance/report',
    tag: 'compliance',
    summary: 'Which instances miss security updates, with their CVEs',
    query: z.object({ ...scopeQuery, showDetails: flag.optional() }),
    success: 200,
    response: ComplianceReport,
    errors: ['NOT_FOUND'],
  },
  runCommand: {
    operationId: 'runCommand',
    method: 'POST',
    path: '/commands',
    tag: 'work',
    summary: 'Run a document on instances now',
    body: RunCommandRequest,
    success: 202,
    response: WorkRequest,
    errors: ['NOT_FOUND', 'DOCUMENT_INVALID'],
  },
  listWorkRequests: {
    operationId: 'listWorkRequests',
    method: 'GET',
    path: '/work-requests',
    tag: 'work',
    summary: 'Work requests, newest first',
    query: z.object({
      state: WorkRequestState.optional(),
      instanceId: InstanceId.optional(),
      documentName: z.string().max(128).optional(),
      ...pageQuery,
    }),
    success: 200,
    response: pageOf(WorkRequest),
    errors: [],
  },
  getWorkRequest: {
    operationId: 'getWorkRequest',
    method: 'GET',
    path: '/work-requests/{workRequestId}',
    tag: 'work',
    summary: 'One work request with its invocations',
    params: workRequestParams,
    success: 200,
    response: WorkRequestDetail,
    errors: ['NOT_FOUND'],
  },
  listWorkLog: {
    operationId: 'listWorkLog',
    method: 'GET',
    path: '/work-requests/{workRequestId}/log',
    tag: 'work',
    summary: 'What happened, in order',
    params: workRequestParams,
    query: z.object(pageQuery),
    success: 200,
    response: pageOf(WorkLogEntry),
    errors: ['NOT_FOUND'],
  },
  cancelWorkRequest: {
    operationId: 'cancelWorkRequest',
    method: 'POST',
    path: '/work-requests/{workRequestId}/cancel',
    tag: 'work',
    summary: 'Cancel a work request: what has not started never starts, what runs is ended',
    params: workRequestParams,
    success: 202,
    response: WorkRequest,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  getInvocation: {
    operationId: 'getInvocation',
    method: 'GET',
    path: '/invocations/{invocationId}',
    tag: 'work',
    summary: 'One invocation with its steps and their output so far',
    params: z.object({ invocationId: InvocationId }),
    success: 200,
    response: InvocationDetail,
    errors: ['NOT_FOUND'],
  },
  listInvocations: {
    operationId: 'listInvocations',
    method: 'GET',
    path: '/invocations',
    tag: 'work',
    summary: 'Invocations, newest first',
    query: z.object({
      instanceId: InstanceId.optional(),
      workRequestId: WorkRequestId.optional(),
      documentName: z.string().max(128).optional(),
      state: InvocationState.optional(),
      ...pageQuery,
    }),
    success: 200,
    response: pageOf(Invocation),
    errors: [],
  },
  listReports: {
    operationId: 'listReports',
    method: 'GET',
    path: '/reports',
    tag: 'reports',
    summary: 'Reports, newest first',
    query: z.object({
      instanceId: InstanceId.optional(),
      workRequestId: WorkRequestId.optional(),
      kind: ReportKind.optional(),
      state: ReportState.optional(),
      ...pageQuery,
    }),
    success: 200,
    response: pageOf(Report),
    errors: [],
  },
  getReport: {
    operationId: 'getReport',
    method: 'GET',
    path: '/reports/{reportId}',
    tag: 'reports',
    summary: 'One report: where it is, whether it was ingested, or why not',
    params: z.object({ reportId: ReportId }),
    success: 200,
    response: Report,
    errors: ['NOT_FOUND'],
  },
  getReportContent: {
    operationId: 'getReportContent',
    method: 'GET',
    path: '/reports/{reportId}/content',
    tag: 'reports',
    summary: 'The CSV itself, byte for byte as the instance wrote it',
    params: z.object({ reportId: ReportId }),
    success: 200,
    response: z.string().meta({ format: 'binary' }),
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  listDocuments: {
    operationId: 'listDocuments',
    method: 'GET',
    path: '/documents',
    tag: 'documents',
    summary: 'The newest version of each document',
    success: 200,
    response: z.object({ items: z.array(DocumentSummary) }),
    errors: [],
  },
  registerDocument: {
    operationId: 'registerDocument',
    method: 'POST',
    path: '/documents',
    tag: 'documents',
    summary: 'Register a document, or its next version when the content differs from the newest one',
    body: RegisterDocumentRequest,
    success: 200,
    response: RegisteredDocument,
    errors: ['DOCUMENT_INVALID', 'PAYLOAD_TOO_LARGE'],
  },
  getDocument: {
    operationId: 'getDocument',
    method: 'GET',
    path: '/documents/{documentName}',
    tag: 'documents',
    summary: 'One version of a document with its content; the default version unless one is named',
    params: documentParams,
    query: documentVersionQuery,
    success: 200,
    response: DocumentDetail,
    errors: ['NOT_FOUND'],
  },
  listDocumentVersions: {
    operationId: 'listDocumentVersions',
    method: 'GET',
    path: '/documents/{documentName}/versions',
    tag: 'documents',
    summary: 'All versions of a document, newest first',
    params: documentParams,
    success: 200,
    response: z.object({ items: z.array(DocumentSummary) }),
    errors: ['NOT_FOUND'],
  },
  setDefaultDocumentVersion: {
    operationId: 'setDefaultDocumentVersion',
    method: 'POST',
    path: '/documents/{documentName}/default-version',
    tag: 'documents',
    summary: 'Choose the version that runs when none is named',
    params: documentParams,
    body: SetDefaultVersionRequest,
    success: 200,
    response: DocumentSummary,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  diffDocumentVersions: {
    operationId: 'diffDocumentVersions',
    method: 'GET',
    path: '/documents/{documentName}/diff',
    tag: 'documents',
    summary: 'What differs between two versions, by meaning and not by text',
    params: documentParams,
    query: documentDiffQuery,
    success: 200,
    response: DocumentDiff,
    errors: ['NOT_FOUND', 'DOCUMENT_INVALID'],
  },
  renderDocument: {
    operationId: 'renderDocument',
    method: 'POST',
    path: '/documents/{documentName}/render',
    tag: 'documents',
    summary: 'What an agent would do with each step; nothing runs',
    params: documentParams,
    body: RenderDocumentRequest,
    success: 200,
    response: RenderedDocument,
    errors: ['NOT_FOUND', 'DOCUMENT_INVALID'],
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
