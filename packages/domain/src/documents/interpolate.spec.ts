import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from './document.ts';
import { interpolate } from './interpolate.ts';

const parameters = new Map<string, Json>([
  ['text', 'a <b> & c'],
  ['list', ['x', '<y>']],
  ['map', { b: 1, a: '&' }],
  ['number', 5],
  ['flag', true],
  ['nothing', null],
  ['price', 'cost $$5 and $1'],
  ['nested', '{{ text }}'],
]);

test.each<[string, Json, Json]>([
  ['a whole reference keeps the list', '{{ list }}', ['x', '<y>']],
  ['a whole reference keeps the map', '{{map}}', { b: 1, a: '&' }],
  ['a whole reference keeps the number', '{{ number }}', 5],
  ['a whole reference without a value is null', '{{ nothing }}', null],
  ['a whole text reference is raw, $$ included', '{{ price }}', 'cost $$5 and $1'],
  ['an embedded text is pasted as it is', 'echo {{ text }}', 'echo a <b> & c'],
  ['an embedded list is Go JSON', 'l={{ list }}', 'l=["x","\\u003cy\\u003e"]'],
  ['an embedded map is Go JSON with sorted keys', 'm={{ map }}', 'm={"a":"\\u0026","b":1}'],
  ['an embedded number, boolean and null are text', '{{number}}{{ flag }}{{nothing}}', '5truenull'],
  ['$$ becomes $ in an embedded value, a single $ stays', 'x {{ price }}', 'x cost $5 and $1'],
  ['$$ of the text itself stays', 'kill $$ {{ number }}', 'kill $$ 5'],
  ['one pass: the braces of a value stay', 'x {{ nested }}', 'x {{ text }}'],
  [
    'an unknown name stays',
    "docker ps --format '{{.Names}}' {{ other }}",
    "docker ps --format '{{.Names}}' {{ other }}",
  ],
  ['tabs and line feeds are space', '{{\t\nnumber\r }}', 5],
  ['a no-break space is not', '{{\u00a0number }}', '{{\u00a0number }}'],
  ['text around makes it embedded', ' {{ number }}', ' 5'],
  ['keys are never touched', { '{{ text }}': ['{{ number }}'] }, { '{{ text }}': [5] }],
  ['a list in a list nests', ['{{ list }}'], [['x', '<y>']]],
  ['other types pass', [1, true, null], [1, true, null]],
])('%s', (_promise, input, output) => {
  expect(interpolate(input, parameters)).toEqual(output);
});

const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

test('inputs without a reference come back unchanged', () => {
  const plain = fc.jsonValue({
    maxDepth: 4,
    stringUnit: fc.constantFrom('a', '$', '{', '}', ' ', '"'),
  }) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(plain, (inputs) => {
      expect(interpolate(inputs, parameters)).toEqual(inputs);
    }),
  );
});

test('a whole reference gives the value itself, whatever it is', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(interpolate('{{ p }}', new Map([['p', given]]))).toEqual(given);
    }),
  );
});

test('a value pasted into a text is never read again', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('$')),
      (given) => {
        const both = new Map<string, Json>([
          ['p', given],
          ['q', 'Q'],
        ]);
        expect(interpolate('<{{ p }}|{{q}}>', both)).toBe(`<${given}|Q>`);
      },
    ),
  );
});

test('JSON pasted into a text says the same as the value, without <, > and &', () => {
  const sound = fc
    .jsonValue({ maxDepth: 3 })
    .filter((given) => typeof given !== 'string' && !JSON.stringify(given).includes('$')) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(sound, (given) => {
      const plain = JSON.parse(JSON.stringify(given)) as Json;
      const pasted = (interpolate('={{ p }}', new Map([['p', plain]])) as string).slice(1);
      expect(JSON.parse(pasted)).toEqual(plain);
      expect(pasted).not.toMatch(/[<>&]/);
    }),
  );
});
