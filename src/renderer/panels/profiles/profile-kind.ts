/** `new`: a copy that is not saved yet. */
export type ProfileKind = 'built-in' | 'own' | 'new';
