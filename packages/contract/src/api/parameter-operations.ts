import { z } from 'zod';
import type { Operation } from './operation.ts';
import { pageOf, pageQuery } from './paging.ts';
import {
  LabelParameterRequest,
  ParameterDetail,
  parameterQuery,
  ParameterSummary,
  PutParameterRequest,
  PutParameterResponse,
} from './parameters.ts';
import { flag } from './scope.ts';

/**
 * The part of the table of operations that is about the parameter store. Names hold slashes, which proxies do not leave
 * alone in a path, so a name stands in the query.
 */
export const parameterOperations = {
  listParameters: {
    operationId: 'listParameters',
    method: 'GET',
    path: '/parameters',
    tag: 'parameters',
    summary: 'Stored parameters by name, without their values',
    query: z.object({ prefix: z.string().max(1011).optional(), ...pageQuery }),
    success: 200,
    response: pageOf(ParameterSummary),
    errors: [],
  },
  putParameter: {
    operationId: 'putParameter',
    method: 'POST',
    path: '/parameters',
    tag: 'parameters',
    summary: 'Store a parameter, or its next version when value or description differ from the newest one',
    body: PutParameterRequest,
    success: 200,
    response: PutParameterResponse,
    errors: ['CONFLICT'],
  },
  getParameter: {
    operationId: 'getParameter',
    method: 'GET',
    path: '/parameter',
    tag: 'parameters',
    summary: 'One version of a parameter, the newest unless one is named; a secret value only when it is asked for',
    query: parameterQuery.extend({
      version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      withValue: flag.optional(),
    }),
    success: 200,
    response: ParameterDetail,
    errors: ['NOT_FOUND'],
  },
  deleteParameter: {
    operationId: 'deleteParameter',
    method: 'DELETE',
    path: '/parameter',
    tag: 'parameters',
    summary: 'Delete a parameter with all its versions',
    query: parameterQuery,
    success: 204,
    response: null,
    errors: ['NOT_FOUND'],
  },
  listParameterVersions: {
    operationId: 'listParameterVersions',
    method: 'GET',
    path: '/parameter/versions',
    tag: 'parameters',
    summary: 'The versions that are kept of a parameter, newest first, without their values',
    query: parameterQuery,
    success: 200,
    response: z.object({ items: z.array(ParameterSummary) }),
    errors: ['NOT_FOUND'],
  },
  labelParameterVersion: {
    operationId: 'labelParameterVersion',
    method: 'POST',
    path: '/parameter/labels',
    tag: 'parameters',
    summary: 'Give a version of a parameter a label, which another version may lose by it',
    body: LabelParameterRequest,
    success: 200,
    response: ParameterSummary,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
} as const satisfies Record<string, Operation>;
