import type { DocumentParameter } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { shownValue } from '../../../components/parameter-form/parameter-texts.ts';
import { emptyRun, toRequest, type RunValues } from './run-values.ts';

const parameter = (name: string, change: Partial<DocumentParameter> = {}): DocumentParameter => ({
  name,
  type: 'String',
  description: '',
  required: false,
  default: ['all'],
  allowedValues: [],
  allowedPattern: null,
  ...change,
});
const subject = {
  documentName: 'Patch',
  documentVersion: 3,
  parameters: [],
  rootCompartmentId: 'cmp-0',
  idempotencyKey: 'k',
};
const valid: RunValues = { ...emptyRun, instanceIds: ['mi-1'] };

describe('the request of the form', () => {
  it.each<[Partial<RunValues>, object | null]>([
    [{ instanceIds: [] }, null],
    [{ instanceIds: ['mi-1', 'mi-2'] }, { instanceIds: ['mi-1', 'mi-2'] }],
    [{ targetKind: 'groups' }, null],
    [{ targetKind: 'groups', groupIds: ['mig-1'] }, { groupIds: ['mig-1'] }],
    [{ targetKind: 'labels' }, null],
    [{ targetKind: 'labels', labels: ['env'] }, null],
    [{ targetKind: 'labels', labels: ['env=prod', 'tier=a=b'] }, { labels: { env: 'prod', tier: 'a=b' } }],
    [{ targetKind: 'compartment' }, null],
    [
      { targetKind: 'compartment', compartmentId: 'cmp-1' },
      { compartmentId: 'cmp-1', recursive: true },
    ],
    [{ targetKind: 'all' }, { compartmentId: 'cmp-0', recursive: true }],
  ])('with %j runs on %j', (values, targets) => {
    expect(toRequest(subject, { ...valid, ...values })?.targets ?? null).toEqual(targets);
  });

  it('leaves defaults to the document, and gives lists line by line', () => {
    const parameters = [parameter('kind'), parameter('packages', { type: 'StringList', default: ['a', 'b'] })];
    expect(shownValue(parameters[1]!, valid.parameters)).toBe('a\nb');
    const given = (typed: Record<string, string>) =>
      toRequest({ ...subject, parameters }, { ...valid, parameters: typed })?.parameters;
    expect(given({})).toEqual({});
    expect(given({ kind: 'all', packages: 'a\nb' })).toEqual({});
    expect(given({ kind: 'security', packages: 'vim\n\njq' })).toEqual({ kind: ['security'], packages: ['vim', 'jq'] });
  });

  it('waits for a parameter that must be given', () => {
    const parameters = [parameter('who', { required: true, default: [] })];
    expect(toRequest({ ...subject, parameters }, valid)).toBeNull();
    expect(toRequest({ ...subject, parameters }, { ...valid, parameters: { who: 'me' } })?.parameters).toEqual({
      who: ['me'],
    });
  });
});
