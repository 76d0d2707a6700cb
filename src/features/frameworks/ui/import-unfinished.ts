export type Unfinished = { id: string; fileName: string };

/** Of this tab only: the way back to an import that was left by a click elsewhere. */
const key = "framework-import.unfinished";

export function rememberUnfinished(unfinished: Unfinished): void {
  attempt(() => sessionStorage.setItem(key, JSON.stringify(unfinished)));
}

export function forgetUnfinished(): void {
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

/** Storage may be refused; then there is no way back but the address. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
