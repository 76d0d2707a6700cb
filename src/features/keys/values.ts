/** As `platform/keys/key.ts` has them; an answer with another one fails its check. */
export const keyUses = ["signing", "encryption", "logins"] as const;

/**
 * Where the keys of a use are from: the file of the data folder, as they are or wrapped by a key service, a variable, or
 * APP_SECRET, from which they then follow.
 */
export const keySources = ["file", "aws-kms", "vault", "variable", "secret"] as const;
/** `next`: every process knows it already, and none makes anything with it yet. `previous`: it opens what it made before. */
export const keyStandings = ["next", "current", "previous"] as const;
