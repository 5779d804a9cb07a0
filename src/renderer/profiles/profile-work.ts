import type { Profile } from '../../contract/profile.ts';
import type { ProfileDraft } from './profile-draft.ts';

/** Where a person is among the profiles, and what was typed there and not saved. It outlives a look at another view. */
export interface ProfileWork {
  /** By name; null is the one at work. */
  chosen: string | null;
  /** Of another profile, and never saved. */
  copy: Profile | null;
  /** By the names of their profiles. */
  drafts: Readonly<Record<string, ProfileDraft>>;
}

export const NO_PROFILE_WORK: ProfileWork = { chosen: null, copy: null, drafts: {} };

/** With what is typed now. */
export function withDraft(work: ProfileWork, name: string, draft: ProfileDraft): ProfileWork {
  return { ...work, drafts: { ...work.drafts, [name]: draft } };
}

/** As if nothing had been typed. */
export function withoutDraft(work: ProfileWork, name: string): ProfileWork {
  const { [name]: _dropped, ...drafts } = work.drafts;
  return { ...work, drafts };
}

/** A copy that was never saved goes. */
export function withoutCopy(work: ProfileWork): ProfileWork {
  return work.copy ? { ...withoutDraft(work, work.copy.name), copy: null } : work;
}
