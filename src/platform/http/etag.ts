/** Whether If-None-Match names this tag. A weak one matches too: a proxy that compresses turns a strong one into it. */
export function matchesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const known = withoutWeakness(etag);
  return header === "*" || header.split(",").some((candidate) => withoutWeakness(candidate.trim()) === known);
}

function withoutWeakness(etag: string): string {
  return etag.replace(/^W\//, "");
}
