import { z } from 'zod';

import { repeatedName } from '../authority/strict-json.ts';
import { mistakeText } from '../contract/mistake-text.ts';
import { Profile } from '../contract/profile.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { valueAt } from '../contract/value-at.ts';
import { errorOfFields } from './dispatch.ts';

/** The profile in the text of a file. Throws `profile-invalid` (a field with a code of its own throws that) with every mistake. */
export function readProfileText(text: string): Profile {
  const value = parseJson(text);
  const { success, data, error } = Profile.safeParse(value);
  if (success) return data;
  const { code } = errorOfFields(error);
  const mistakes = error.issues.map((issue) => mistakeSentence(issue, value));
  throw new ProvisioningError(
    code === 'bad-request' ? 'profile-invalid' : code,
    mistakes.join('; '),
  );
}

/** As it stands in a file: every field, with the schema by which an editor completes and checks it. */
export function profileText(profile: Profile): string {
  return `${JSON.stringify({ $schema: PROFILE_SCHEMA_ID, ...profile }, null, 2)}\n`;
}

/** docs/profile.schema.json */
export const PROFILE_SCHEMA_ID = 'https://esp32-provisioner.example/profile.schema.json';

/** The JSON Schema of a profile file (draft 2020-12). Names are checked more strictly than it can say. */
export function profileSchema(): object {
  const schema = z.toJSONSchema(Profile, { io: 'input', unrepresentable: 'any' });
  return { $id: PROFILE_SCHEMA_ID, title: 'ESP32 Provisioner profile', ...schema };
}

function parseJson(text: string): unknown {
  const value = parse(text.replace(/^\ufeff/, ''));
  const name = repeatedName(text);
  if (name !== undefined) {
    throw new ProvisioningError('profile-invalid', `"${name}" occurs twice in one object`);
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProvisioningError('profile-invalid', `it is not JSON: ${why}`, { cause: error });
  }
}

/** One mistake as a sentence: the field, what was found there, what may stand there. */
function mistakeSentence(issue: z.core.$ZodIssue, value: unknown): string {
  const field = issue.path.map(String).join('.') || 'the profile';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${key}"`).join(', ');
    return `${field} has no field ${names}; there are ${fieldsAt(issue.path).join(', ')}`;
  }
  const mistake = mistakeText(issue, value);
  return mistake === undefined ? `${field}: ${issue.message}` : `${field} ${mistake}`;
}

/** The fields that the schema has at this place. */
function fieldsAt(path: readonly PropertyKey[]): string[] {
  const schema = path.reduce<unknown>(
    (inner, key) => valueAt(inner, ['properties', key]),
    profileSchema(),
  );
  return Object.keys(valueAt(schema, ['properties']) ?? {}).filter((key) => key !== '$schema');
}
