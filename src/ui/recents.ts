import { readSealed, writeSealed } from "./sealed/storage.ts";

export type Recent = { href: string; label: string; meta?: string };

const prefix = "recents.";
const keptAtMost = 6;

/** What a user opened from the palette on this device, newest first: names of people among others. */
export function readRecents(userId: string): Recent[] {
  try {
    const stored: unknown = JSON.parse(readSealed(prefix + userId) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function addRecent(userId: string, { href, label, meta }: Recent): void {
  const others = readRecents(userId).filter((recent) => recent.href !== href);
  const recent = { href, label, ...(meta ? { meta } : {}) };
  writeSealed(prefix + userId, JSON.stringify([recent, ...others].slice(0, keptAtMost)));
}

function isRecent(value: unknown): value is Recent {
  return (
    typeof value === "object" &&
    value !== null &&
    "href" in value &&
    typeof value.href === "string" &&
    value.href.startsWith("/") &&
    !value.href.startsWith("//") &&
    "label" in value &&
    typeof value.label === "string" &&
    (!("meta" in value) || typeof value.meta === "string")
  );
}
