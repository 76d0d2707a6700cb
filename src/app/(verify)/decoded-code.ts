/** A code of an address; one that is not well encoded is taken as it stands, and is no code. */
export function decodedCode(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
