import type { QueryClient } from "@tanstack/react-query";
import { api, Problem } from "#src/client/api.ts";
import { announceNobody } from "#src/client/person.ts";
import { leave } from "./leave.ts";

/** Where it cannot be loaded, the line is lost, and so is the sign-out. */
const loadThisBrowser = () => import("#src/features/notifications/ui/this-browser.ts").catch(() => undefined);

type How = {
  isShared: boolean;
  /** Nobody asked for it: the page was not used for too long. */
  isIdle?: boolean;
  /** What could not be sent stays for its author, sealed, since nobody was asked whether it may be lost. */
  keepsUnsent?: boolean;
};

/**
 * Ends the session and leaves for the sign-in page, which on a shared device is ready for the next person. Throws where the
 * server could not be reached; but a page that nobody uses is left in any case.
 */
export async function signOut(
  queryClient: QueryClient,
  { isShared, isIdle = false, keepsUnsent = false }: How,
): Promise<void> {
  const browser = await loadThisBrowser();
  try {
    const pushEndpoint = await browser?.findPushEndpoint();
    await api("/api/auth/sign-out", { method: "POST", body: pushEndpoint ? { pushEndpoint } : {} });
  } catch (error) {
    // The session has ended already.
    const hasEnded = error instanceof Problem && error.status === 401;
    if (!hasEnded && !isIdle) throw error;
  }
  await browser?.stopPush().catch(() => {});
  announceNobody();
  const params = new URLSearchParams({ ...(isShared ? { shared: "1" } : {}), ...(isIdle ? { ended: "idle" } : {}) });
  await leave(queryClient, {
    to: params.size === 0 ? "/sign-in" : `/sign-in?${params}`,
    keepsNothing: isShared || !keepsUnsent,
  });
}
