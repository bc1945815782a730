import { z } from 'zod';
import { InstanceId, QuorumSetId } from '../ids.ts';
import type { Operation } from './operation.ts';
import { pageOf, pageQuery } from './paging.ts';
import { CreateQuorumSetRequest, QuorumSet, ReleaseLeaseRequest, UpdateQuorumSetRequest } from './quorum.ts';

const setParams = z.object({ quorumSetId: QuorumSetId });

/** The part of the table of operations that is about instances of which only some may be down at a time. */
export const quorumOperations = {
  listQuorumSets: {
    operationId: 'listQuorumSets',
    method: 'GET',
    path: '/quorum-sets',
    tag: 'fleet',
    summary: 'Quorum sets by name, with who may be down and who waits; those of an instance when one is named',
    query: z.object({ instanceId: InstanceId.optional(), ...pageQuery }),
    success: 200,
    response: pageOf(QuorumSet),
    errors: [],
  },
  createQuorumSet: {
    operationId: 'createQuorumSet',
    method: 'POST',
    path: '/quorum-sets',
    tag: 'fleet',
    summary: 'Make a quorum set: of these instances at most so many are rebooted at a time',
    body: CreateQuorumSetRequest,
    success: 201,
    response: QuorumSet,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  getQuorumSet: {
    operationId: 'getQuorumSet',
    method: 'GET',
    path: '/quorum-sets/{quorumSetId}',
    tag: 'fleet',
    summary: 'One quorum set',
    params: setParams,
    success: 200,
    response: QuorumSet,
    errors: ['NOT_FOUND'],
  },
  updateQuorumSet: {
    operationId: 'updateQuorumSet',
    method: 'PATCH',
    path: '/quorum-sets/{quorumSetId}',
    tag: 'fleet',
    summary: 'Change a quorum set; instances named take the place of those before',
    params: setParams,
    body: UpdateQuorumSetRequest,
    success: 200,
    response: QuorumSet,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  deleteQuorumSet: {
    operationId: 'deleteQuorumSet',
    method: 'DELETE',
    path: '/quorum-sets/{quorumSetId}',
    tag: 'fleet',
    summary: 'Delete a quorum set with its leases',
    params: setParams,
    success: 204,
    response: null,
    errors: ['NOT_FOUND'],
  },
  releaseRebootLease: {
    operationId: 'releaseRebootLease',
    method: 'POST',
    path: '/quorum-sets/{quorumSetId}/leases/{instanceId}/release',
    tag: 'fleet',
    summary: 'End a lease whose machine will not come back, so that others go on; the reason is audited',
    params: z.object({ quorumSetId: QuorumSetId, instanceId: InstanceId }),
    body: ReleaseLeaseRequest,
    success: 200,
    response: QuorumSet,
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>;
