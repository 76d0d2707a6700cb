/** A path of this site to go to after signing in, or undefined: never an address that somebody else wrote into a link. */
export function ownPath(next: string | undefined): string | undefined {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return undefined;
  const base = "http://own.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base) return undefined;
  // "/a/..//elsewhere" is ours when read and another host once written out again.
  if (url.pathname.startsWith("//")) return undefined;
  // Coming back to a page of the signed-out would ask for the password again.
  if (/^\/(sign-in|forgot-password|reset-password)(\/|$)/.test(url.pathname)) return undefined;
  // A page fetched by Next itself carries this mark; opened as a page it would show raw data.
  url.searchParams.delete("_rsc");
  return url.pathname + url.search + url.hash;
}
