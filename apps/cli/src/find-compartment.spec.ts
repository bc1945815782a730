import { describe, expect, it } from 'vitest';
import { findCompartment } from './find-compartment.ts';

const node = (id: string, parentId: string | null, name: string) => ({ id, parentId, name, instances: 0 });
const tree = [
  node('root', null, 'root'),
  node('top', 'root', 'shop'),
  node('front', 'root', 'front'),
  node('low', 'front', 'shop'),
  node('one', 'top', 'web'),
  node('two', 'low', 'web'),
];

describe('a compartment is found', () => {
  it.each([
    ['two', 'two'],
    ['front', 'front'],
    ['shop', 'top'],
    ['front/shop', 'low'],
    ['/front/shop/web/', 'two'],
  ])('by %s', (name, id) => {
    expect(findCompartment(tree, name)).toMatchObject({ id });
  });

  it('not by a name that several have, whose paths are told', () => {
    expect(() => findCompartment(tree, 'web')).toThrow(
      '"web" is the name of 2 compartments, give path or id: shop/web (one), front/shop/web (two).',
    );
    expect(() => findCompartment(tree, 'nope')).toThrow('There is no compartment "nope"');
  });
});
