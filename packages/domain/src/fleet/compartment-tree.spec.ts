import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARTMENT_DEPTH_MAX, compartmentPath, judgeMove, type CompartmentNode } from './compartment-tree.ts';

/** A tree in which node n lies below one of the nodes before it. */
const trees = fc
  .array(fc.nat(), { minLength: 1, maxLength: 40 })
  .map((choices): CompartmentNode[] => [
    { id: '0', parentId: null },
    ...choices.map((choice, index) => ({ id: String(index + 1), parentId: String(choice % (index + 1)) })),
  ]);
const pick = (tree: readonly CompartmentNode[], at: number) => tree[at % tree.length]!.id;

const chain = (length: number): CompartmentNode[] =>
  Array.from({ length }, (_, index) => ({ id: String(index), parentId: index === 0 ? null : String(index - 1) }));

describe('a move of a compartment', () => {
  it('leaves a tree: every path still ends at the root, and none is too long', () => {
    const moves = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 });
    fc.assert(
      fc.property(trees, moves, (start, wanted) => {
        let tree = start;
        const depth = () => Math.max(...tree.map(({ id }) => compartmentPath(tree, id).length));
        const deepest = Math.max(depth(), COMPARTMENT_DEPTH_MAX);
        for (const [from, to] of wanted) {
          const [id, parentId] = [pick(tree, from), pick(tree, to)];
          if (judgeMove(tree, { id, parentId }) !== undefined) continue;
          tree = tree.map((node) => (node.id === id ? { id, parentId } : node));
          for (const node of tree) expect(compartmentPath(tree, node.id).at(-1)).toBe('0');
          expect(depth()).toBeLessThanOrEqual(deepest);
        }
      }),
    );
  });

  it('is refused below itself and below all that lies in it, and nothing else is called a circle', () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (tree, from, to) => {
        const [id, parentId] = [pick(tree.slice(1), from), pick(tree, to)];
        expect(judgeMove(tree, { id, parentId }) === 'CYCLE').toBe(compartmentPath(tree, parentId).includes(id));
      }),
    );
  });

  it('is refused for the root, and for places that are not there', () => {
    const tree = chain(3);
    expect(judgeMove(tree, { id: '0', parentId: '2' })).toBe('ROOT');
    expect(judgeMove(tree, { id: '2', parentId: '9' })).toBe('UNKNOWN');
    expect(judgeMove(tree, { id: '9', parentId: '1' })).toBe('UNKNOWN');
  });

  it('counts what it takes along against the greatest depth', () => {
    const tree = [...chain(COMPARTMENT_DEPTH_MAX - 1), { id: 'a', parentId: '0' }, { id: 'b', parentId: 'a' }];
    const last = String(COMPARTMENT_DEPTH_MAX - 2);
    expect(judgeMove(tree, { id: 'b', parentId: last })).toBeUndefined();
    expect(judgeMove(tree, { id: 'a', parentId: last })).toBe('TOO_DEEP');
  });
});
