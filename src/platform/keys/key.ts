/**
 * A **key** is 32 random bytes with a public name. What is made with it is derived from it, for one purpose each, so that
 * no two algorithms ever share one.
 */
export type Key = {
  /** Stands in front of what was made with the key, and says nothing about it. */
  id: string;
  secret: Buffer;
  /** When it comes into use. Before that it is only accepted, so that every process knows it by then. */
  usedFrom: Date;
};

/**
 * `signing`: access tokens. `encryption`: fields that are kept encrypted. `logins`: the passwords of the database's login
 * roles. Links, codes and the chain of refresh tokens are made with APP_SECRET itself.
 */
export const keyUses = ["signing", "encryption", "logins"] as const;
export type KeyUse = (typeof keyUses)[number];

/** The keys of each use that are accepted; more than one while one replaces another. */
export type Keys = Record<KeyUse, readonly Key[]>;

/** Where keys come from. Read again every few seconds, so that a rotation needs no restart. */
export type KeyProvider = {
  /** The keys that there are; a use that has none here goes on with the key that is derived from APP_SECRET. */
  read(): Partial<Keys>;
};

export const keyBytes = 32;

/** Of an id: what can stand in a header, a variable and in front of a value. */
export const keyIdPattern = /^[\w-]{1,32}$/;

/** The newest that is in use; of several without a time the first. Throws where there is none. */
export function keyInUse(keys: readonly Key[], at: Date): Key {
  let newest: Key | undefined;
  for (const key of keys) {
    if (key.usedFrom > at) continue;
    if (!newest || key.usedFrom > newest.usedFrom) newest = key;
  }
  if (!newest) throw new Error("no key is in use yet");
  return newest;
}

/**
 * Without those that were replaced longer ago than anything made with them is valid.
 * @param validMs the longest life of what is made with a key
 */
export function stillAccepted(keys: readonly Key[], at: Date, validMs: number): Key[] {
  const { usedFrom } = keyInUse(keys, at);
  const isOver = usedFrom.getTime() + validMs < at.getTime();
  return isOver ? keys.filter((key) => key.usedFrom >= usedFrom) : [...keys];
}
