import { expect, test } from 'vitest';
import { parametersOf, wordOf } from '../../../src/app/train/loss-parameters';
import { createLoss, definitionOf, lossNames } from '../../../src/training/losses/table';

test.each(lossNames)('every parameter of %s can be chosen, and every choice is taken', (loss) => {
  const { defaults, rules } = definitionOf(loss);
  const shown = parametersOf(loss, {});
  const byData = ['scale', 'num_labels'];
  expect(shown.map(({ name }) => name).sort()).toEqual(
    Object.keys(defaults)
      .filter((name) => !byData.includes(name))
      .sort(),
  );
  for (const { name, field, value } of shown) {
    const holds = (one: unknown) => rules[name]!.holds(one);
    if (field.kind === 'choice') {
      for (const one of field.choices) expect([one, holds(one)]).toEqual([one, true]);
      expect(holds(null)).toBe(field.none);
    } else if (field.kind === 'several') {
      for (const one of field.choices)
        expect(holds([field.always, ...(one === field.always ? [] : [one])])).toBe(true);
    } else expect(typeof value).toBe(field.kind === 'optional' ? 'object' : field.kind);
    if ('choices' in field)
      for (const one of field.choices) expect([one, wordOf(one)]).not.toEqual([one, null]);
  }
});

test('what was chosen is shown instead of the default', () => {
  const chosen = { distance_metric: 'cosine_distance' };
  expect(
    parametersOf('BatchHardTripletLoss', chosen).find(({ name }) => name === 'distance_metric')?.value,
  ).toBe('cosine_distance');
  expect(() => createLoss({ name: 'BatchHardTripletLoss', parameters: chosen })).not.toThrow();
});
