import type { Key, KeyProvider } from "#src/platform/keys/key.ts";

/** The variables, each `id:key` or several of them with commas between, as the configuration has checked. */
export type KeyVariables = {
  signing?: string | undefined;
  encryption?: string | undefined;
  logins?: string | undefined;
};

const always = new Date(0);

/**
 * Keys of variables, as a secret store sets them: the first of a list is in use, the others are accepted. So that all
 * processes know a key before one uses it, it is added behind, and moved to the front when all run with it.
 */
export function environmentKeys({ signing, encryption, logins }: KeyVariables): KeyProvider {
  const keys = {
    ...(signing ? { signing: keysIn(signing) } : {}),
    ...(encryption ? { encryption: keysIn(encryption) } : {}),
    ...(logins ? { logins: keysIn(logins) } : {}),
  };
  return { read: () => keys };
}

/** Throws for two keys of one name, of which only one could ever be found. */
function keysIn(list: string): Key[] {
  const keys = list.split(",").map((entry) => {
    const [id = "", secret = ""] = entry.split(":");
    return { id, secret: Buffer.from(secret, "base64url"), usedFrom: always };
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error("two keys of a variable have one id");
  return keys;
}
