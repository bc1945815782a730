import { describe, expect, it } from 'vitest';
import { draftOf, ruleOf } from './rule-draft.ts';

const compartmentId = 'cmp-00000000-0000-7000-8000-000000000000';

describe('a rule while it is typed', () => {
  it('has only the conditions that are filled in', () => {
    expect(ruleOf(draftOf(null))).toEqual({});
    expect(ruleOf({ ...draftOf(null), osName: ' Debian* ', osFamily: 'LINUX' })).toEqual({
      osFamily: 'LINUX',
      osName: 'Debian*',
    });
  });

  it('comes back whole from its draft', () => {
    const rule = { labels: { env: 'prod' }, osVersion: '12*', compartmentId, recursive: false };
    expect(ruleOf(draftOf(rule))).toEqual(rule);
  });

  it('is none while a label is half typed', () => {
    expect(ruleOf({ ...draftOf(null), labels: ['env'] })).toBeNull();
  });
});
