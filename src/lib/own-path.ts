/**
 * The path on this site to open after signing in, or undefined. It is never an address of another site, which somebody
 * may have written into a link.
 */
export function ownPath(next: string | undefined): string | undefined {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return undefined;
  const base = "http://own.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base) return undefined;
  // "/a/..//elsewhere" is on this site when parsed, but its normalised path would be read as another host.
  if (url.pathname.startsWith("//")) return undefined;
  // A page for signed-out users would ask for the password again.
  if (/^\/(sign-in|second-step|forgot-password|reset-password)(\/|$)/.test(url.pathname)) return undefined;
  // Next marks its own requests for page data with this parameter; a page opened with it would show the raw data.
  url.searchParams.delete("_rsc");
  return url.pathname + url.search + url.hash;
}

/** The sign-in page that returns to this address. `hasEnded`: the visitor was at work, and is told what is kept. */
export function signInHref(from: string, options: { hasEnded?: boolean } = {}): string {
  const next = ownPath(from);
  const params = new URLSearchParams({ ...(next ? { next } : {}), ...(options.hasEnded ? { ended: "1" } : {}) });
  return params.size === 0 ? "/sign-in" : `/sign-in?${params}`;
}

/** The page on which a second step is set up, which goes on to this address. */
export function enrolHref(from: string): string {
  const next = ownPath(from);
  return next ? `/second-step?${new URLSearchParams({ next })}` : "/second-step";
}
