export type Unfinished = { id: string; fileName: string };

/** Stored in this tab only: the id of an import that the user left by following a link. */
const key = "framework-import.unfinished";

export function storeUnfinished(unfinished: Unfinished): void {
  attempt(() => sessionStorage.setItem(key, JSON.stringify(unfinished)));
}

export function clearUnfinished(): void {
  attempt(() => sessionStorage.removeItem(key));
}

export function readUnfinished(): Unfinished | undefined {
  return attempt(() => {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (typeof stored !== "object" || stored === null || !("id" in stored) || !("fileName" in stored)) return undefined;
    const { id, fileName } = stored;
    return typeof id === "string" && typeof fileName === "string" ? { id, fileName } : undefined;
  });
}

/** Storage may be refused; then only the address leads back to the import. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
