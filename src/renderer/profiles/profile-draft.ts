import { mistakeText } from '../../contract/mistake-text.ts';
import { Profile } from '../../contract/profile.ts';
import { valueAt } from '../../contract/value-at.ts';
import { hex } from '../form/hex.ts';
import { PROFILE_FIELDS, type ProfileField, type ProfilePath } from './profile-fields.ts';

/** A profile as typed. */
export type ProfileDraft = Readonly<Record<ProfilePath, string | boolean>>;

/** What is wrong with a draft, and in which field. */
export interface ProfileProblem {
  path: ProfilePath;
  /** A sentence after the name of the field: `: …` or ` is 8; the least is 16`. */
  message: string;
}

export function draftOf(profile: Profile): ProfileDraft {
  // Every path has its field, so every path has its value.
  return Object.fromEntries(
    PROFILE_FIELDS.map((field) => [
      field.path,
      shown(field, valueAt(profile, field.path.split('.'))),
    ]),
  ) as Record<ProfilePath, string | boolean>;
}

/** What a draft makes of its profile, or all that is wrong with it. What the editor does not show stays as it is. */
export function readDraft(
  draft: ProfileDraft,
  profile: Profile,
): { profile: Profile } | { problems: ProfileProblem[] } {
  const object = applied(draft, profile);
  const { success, data, error } = Profile.safeParse(object);
  if (success) return { profile: data };
  return {
    problems: error.issues.map((issue) => {
      const mistake = mistakeText(issue, object);
      const message = mistake === undefined ? `: ${issue.message}` : ` ${mistake}`;
      return { path: fieldAt(issue.path), message };
    }),
  };
}

function shown({ kind }: ProfileField, value: unknown): string | boolean {
  if (kind === 'switch') return value === true;
  if (typeof value === 'number') return kind === 'hex' ? hex(value) : String(value);
  return typeof value === 'string' ? value : '';
}

function applied(draft: ProfileDraft, profile: Profile): Record<string, unknown> {
  const object: Record<string, unknown> = structuredClone(profile);
  for (const field of PROFILE_FIELDS) {
    setAt(object, field.path.split('.'), typed(field, draft[field.path]));
  }
  return object;
}

/** An empty field leaves what is usual, unless its being empty means something. */
function typed({ kind, empty }: ProfileField, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value;
  if (value === '') return empty === 'none' ? null : undefined;
  const number = Number(value);
  return kind === 'number' && Number.isFinite(number) ? number : value;
}

/** undefined takes away what stands there. */
function setAt(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  const inner = object[name];
  if (isObject(inner)) setAt(inner, rest, value);
  else if (value === undefined) Reflect.deleteProperty(object, name);
  else object[name] = value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The field of an issue; what belongs to none is told at the name. */
function fieldAt(path: readonly PropertyKey[]): ProfilePath {
  const text = path.map(String).join('.');
  return PROFILE_FIELDS.find((field) => field.path === text)?.path ?? 'name';
}
