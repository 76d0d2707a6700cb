/** Where the browser's storage has what a person wrote and the server does not have; each begins a key. */
export const keptPrefix = "assessment-draft ";
export const outboxPrefix = "assessment-outbox ";
export const batchPrefix = "assessment-batch ";

export function isUnsentKey(key: string): boolean {
  return [keptPrefix, outboxPrefix, batchPrefix].some((prefix) => key.startsWith(prefix));
}
