/** What a named value of run.json may be. */
export interface Rule {
  /** Completes 'It must be ...'. */
  expected: string;
  holds: (value: unknown) => boolean;
}

export const number = (expected: string, holds: (value: number) => boolean): Rule => ({
  expected,
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && holds(value),
});

export const aboveZero = number('a number above 0', (value) => value > 0);
export const notNegative = number('a number, at least 0', (value) => value >= 0);

export const wholeNumber = (from: number, to = Number.MAX_SAFE_INTEGER): Rule =>
  number(
    to < Number.MAX_SAFE_INTEGER
      ? `a whole number from ${from} to ${to}`
      : `a whole number, at least ${from}`,
    (value) => Number.isSafeInteger(value) && value >= from && value <= to,
  );

export const oneOf = (names: readonly string[]): Rule => ({
  expected: names.map((name) => `'${name}'`).join(', '),
  holds: (value) => typeof value === 'string' && names.includes(value),
});

export const boolean: Rule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };

export const orNull = (rule: Rule): Rule => ({
  expected: `${rule.expected}, or null`,
  holds: (value) => value === null || rule.holds(value),
});

/** A list of different names that satisfies `more`. */
export const namesOf = (
  names: readonly string[],
  expected: string,
  more: (given: string[]) => boolean,
): Rule => ({
  expected: `${expected} (${names.map((name) => `'${name}'`).join(', ')})`,
  holds: (value) =>
    Array.isArray(value) &&
    new Set(value).size === value.length &&
    value.every((name) => typeof name === 'string' && names.includes(name)) &&
    more(value as string[]),
});
