import type { KeysAnswer } from "#src/features/keys/schema.ts";
import { now } from "#src/lib/clock.ts";
import { type Key, type KeyUse, keyInUse, keyUses } from "#src/platform/keys/key.ts";
import { acceptedKeys, holderOfFile, isOfSecret, isOfVariable } from "#src/platform/keys/keys.ts";
import { isWrapDue } from "#src/platform/keys/open-keys.ts";

/** The names of the keys that the program accepts, as `npm run keys -- list` has them. */
export function listKeys(): KeysAnswer {
  return { isWrapDue: isWrapDue(), uses: keyUses.map(usedKeys) };
}

function usedKeys(use: KeyUse): KeysAnswer["uses"][number] {
  const keys = acceptedKeys(use);
  const current = keyInUse(keys, now());
  const source = sourceOf(use, keys);
  const sorted = keys.toSorted((a, b) => b.usedFrom.getTime() - a.usedFrom.getTime());
  return {
    use,
    source,
    keys: sorted.map((key) => ({ id: key.id, standing: standingOf(key, current), usedFrom: timeOf(key) })),
  };
}

function sourceOf(use: KeyUse, keys: readonly Key[]): KeysAnswer["uses"][number]["source"] {
  if (isOfVariable(use)) return "variable";
  return keys.every((key) => isOfSecret(use, key)) ? "secret" : holderOfFile();
}

function standingOf(key: Key, current: Key): "next" | "current" | "previous" {
  if (key === current) return "current";
  return key.usedFrom > now() ? "next" : "previous";
}

function timeOf({ usedFrom }: Key): string | null {
  return usedFrom.getTime() === 0 ? null : usedFrom.toISOString();
}
