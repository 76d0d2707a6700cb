import { AppError } from "#src/errors.ts";

/** The ETag of a record that counts its revisions. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/** The revision that a change was made from, as If-Match names it; null for `*`. Throws 428 without one. */
export function askedRevision(headers: Headers): number | null {
  const asked = headers.get("if-match")?.trim();
  if (!asked) {
    throw new AppError("precondition_required", "Send If-Match with the ETag of what you changed.");
  }
  if (asked === "*") return null;
  // A proxy that compresses turns a strong validator into a weak one.
  const [, revision] = /^(?:W\/)?"(\d{1,9})"$/.exec(asked) ?? [];
  // Any other tag is of no revision that there ever was.
  return revision === undefined ? Number.NaN : Number(revision);
}
