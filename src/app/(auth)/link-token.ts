import { useEffect, useState } from "react";

/**
 * The token of the link that opened the page, "" if it has none, undefined until it is known. It is in the fragment, which
 * browsers send to nobody, and leaves the address at once, so that neither the history nor a screenshot has it. Links of
 * mails that were sent before have it in the query.
 */
export function useLinkToken(): string | undefined {
  const [token, setToken] = useState<string>();
  useEffect(() => {
    const { hash, search, pathname } = window.location;
    const found = tokenIn(hash.slice(1)) ?? tokenIn(search.slice(1));
    if (found !== undefined) window.history.replaceState(null, "", pathname);
    setToken((known) => found ?? known ?? "");
  }, []);
  return token;
}

export function tokenIn(parameters: string): string | undefined {
  return new URLSearchParams(parameters).get("token") ?? undefined;
}
