import { ofThisTab, readSealed, writeSealed } from "#src/ui/sealed/storage.ts";

export type Unfinished = { id: string; fileName: string };

/** Kept for this tab only: the id of an import that the user left by following a link. */
const key = () => ofThisTab("framework-import.unfinished");

export function storeUnfinished(unfinished: Unfinished): void {
  writeSealed(key(), JSON.stringify(unfinished));
}

export function clearUnfinished(): void {
  writeSealed(key(), null);
}

export function readUnfinished(): Unfinished | undefined {
  try {
    const stored: unknown = JSON.parse(readSealed(key()) ?? "null");
    if (typeof stored !== "object" || stored === null || !("id" in stored) || !("fileName" in stored)) return undefined;
    const { id, fileName } = stored;
    return typeof id === "string" && typeof fileName === "string" ? { id, fileName } : undefined;
  } catch {
    return undefined;
  }
}
