import type { z } from 'zod';

import { valueAt } from './value-at.ts';

/**
 * A mistake as the end of a sentence that begins with the field's name: what was found there, and what may stand there.
 * undefined where only the message of the issue tells.
 */
export function mistakeText(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  const found = shown(valueAt(value, issue.path));
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined
        ? `is missing; it must be ${kindOf(issue.expected)}`
        : `is ${found}; it must be ${kindOf(issue.expected)}`;
    case 'invalid_value':
      return `is ${found}; it must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `is ${found}; the least is ${issue.minimum}`;
    case 'too_big':
      return `is ${found}; the most is ${issue.maximum}`;
    case 'invalid_union':
      return `is ${found}; it must be ${issue.message}`;
    case 'invalid_format':
      return `is ${found}; allowed are ${issue.message}`;
    default:
      return undefined;
  }
}

const LONGEST_SHOWN = 60;

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function kindOf(expected: string): string {
  const KINDS: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    object: 'an object',
  };
  return KINDS[expected] ?? expected;
}
