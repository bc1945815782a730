import { describe, expect, it } from 'vitest';
import { parseSelectors } from './parse-selectors.ts';

const nothing = { instances: [], groups: [], labels: {}, compartment: null, all: false };

describe('targets', () => {
  it.each([
    [['web-1,web-2', 'mi-1'], { instances: ['web-1', 'web-2', 'mi-1'] }],
    [['group:web servers', 'group:db'], { groups: ['web servers', 'db'] }],
    [
      ['label:env=prod', 'label:app.example.org/tier=a,b=c'],
      { labels: { env: 'prod', 'app.example.org/tier': 'a,b=c' } },
    ],
    [['label:env='], { labels: { env: '' } }],
    [['compartment:berlin', 'web-1'], { compartment: 'berlin', instances: ['web-1'] }],
    [['all'], { all: true }],
  ])('%j', (texts, expected) => {
    expect(parseSelectors(texts)).toEqual({ ...nothing, ...expected });
  });

  it.each([
    [[], 'names nothing'],
    [[' , '], 'names nothing'],
    [['group:'], '"group:" names nothing'],
    [['label:prod'], 'not of the form'],
    [['label:Env=prod'], 'not of the form'],
    [['label:a=1', 'label:a=2'], 'at once'],
    [['compartment:a', 'compartment:b'], 'two compartments'],
    [['all', 'label:a=1'], 'without it'],
  ])('%j are refused: %s', (texts, message) => {
    expect(() => parseSelectors(texts)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 }),
    );
  });
});
