import { LABEL_KEY_PATTERN } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { changesBetween, labelKey, readLabels, writeLabels } from './read-labels.ts';

describe('labels as they are typed', () => {
  it('have the keys that the contract allows', () => {
    expect(labelKey.source).toBe(new RegExp(LABEL_KEY_PATTERN).source);
  });

  it('are parted by their first =, without space around', () => {
    expect(readLabels(['env = prod', 'note=a=b', 'empty='])).toEqual({ env: 'prod', note: 'a=b', empty: '' });
  });

  it.each(['env', '=x', 'Env=prod', 'two words=x'])('"%s" is none', (text) => {
    expect(readLabels([text])).toBeNull();
  });

  it('come back as they were written', () => {
    const labels = { role: 'web', env: 'prod', note: 'a=b' };
    expect(readLabels(writeLabels(labels))).toEqual(labels);
  });
});

describe('a change of labels', () => {
  it('names what is new, what is different and what goes', () => {
    expect(changesBetween({ a: '1', b: '1', c: '1' }, { a: '1', b: '2', d: '1' })).toEqual({ b: '2', c: null, d: '1' });
  });
});
