/**
 * The key under which the words about one person are encrypted. Destroying it makes them unreadable wherever a copy is:
 * in backups, in a replica that lags, in a file that was saved. An erasure destroys it last.
 */
export type PersonKeys = {
  /** Destroys the key for good; a person without one is no failure, since an erasure may run twice. */
  destroy(personId: string): Promise<void>;
};

/** Where nothing is encrypted by person: a backup then shows the person until the backup itself has ended. */
const noPersonKeys: PersonKeys = { destroy: async () => {} };

const registryKey = Symbol.for("competency.personKeys");
const holder = globalThis as { [registryKey]?: PersonKeys };

export function personKeys(): PersonKeys {
  return holder[registryKey] ?? noPersonKeys;
}

export function usePersonKeys(keys: PersonKeys): void {
  holder[registryKey] = keys;
}
