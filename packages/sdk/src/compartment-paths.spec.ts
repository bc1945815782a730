import { describe, expect, it } from 'vitest';
import { compartmentPaths, sortByPath } from './compartment-paths.ts';

const node = (id: string, parentId: string | null, name: string) => ({ id, parentId, name, instances: 0 });
const tree = [
  node('web', 'shop', 'web'),
  node('shop2', 'root', 'shop 2'),
  node('root', null, 'root'),
  node('shop', 'root', 'shop'),
  node('apart', 'root', 'apart'),
];

describe('compartments', () => {
  it('have a path of names below the root', () => {
    expect(Object.fromEntries(compartmentPaths(tree))).toEqual({
      root: 'root',
      shop: 'shop',
      shop2: 'shop 2',
      web: 'shop/web',
      apart: 'apart',
    });
  });

  it('stand each under the one that holds it, the root first', () => {
    expect(sortByPath(tree).map(({ id }) => id)).toEqual(['root', 'apart', 'shop', 'web', 'shop2']);
  });
});
