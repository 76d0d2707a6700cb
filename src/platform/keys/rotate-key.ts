import { randomBytes } from "node:crypto";
import { now } from "#src/lib/clock.ts";
import { type Key, type Keys, type KeyUse, keyBytes } from "#src/platform/keys/key.ts";
import { changeKeyFile } from "#src/platform/keys/key-file.ts";

/** Until then every process has read the file again, and other programs the published keys. */
export const overlapSeconds: Record<KeyUse, number> = { signing: 120, encryption: 60, logins: 0 };

/**
 * Adds a key to the file, which comes into use when every process knows it. Those before it stay: tokens of the previous
 * key are accepted until they end, and values that it sealed are opened. The logins have one key at a time.
 * @param known the keys that are accepted now, wherever they come from
 */
export function rotateKey(path: string, use: KeyUse, known: readonly Key[]): Key {
  const key: Key = {
    id: `k${randomBytes(6).toString("hex")}`,
    secret: randomBytes(keyBytes),
    usedFrom: new Date(now().getTime() + overlapSeconds[use] * 1000),
  };
  changeKeyFile(path, (keys) => ({ ...keys, [use]: use === "logins" ? [key] : [...known, key] }));
  return key;
}

/** Removes a key from the file. Throws where it is the only one, or is not there. */
export function removeKey(path: string, use: KeyUse, id: string): void {
  changeKeyFile(path, (keys: Partial<Keys>) => {
    const kept = (keys[use] ?? []).filter((key) => key.id !== id);
    if (kept.length === (keys[use] ?? []).length) throw new Error(`there is no key ${id} for ${use} in the file`);
    if (!kept.some(({ usedFrom }) => usedFrom <= now())) throw new Error(`the key ${id} is the only one in use`);
    return { ...keys, [use]: kept };
  });
}
