import type { QueryClient } from "@tanstack/react-query";
import { clearStored } from "#src/client/person.ts";
import { isUnsentKey } from "#src/features/assessments/ui/unsent-keys.ts";

/**
 * Leaves the pages of a person who is no longer signed in, to sign in, or to those of who is signed in instead. Nothing of theirs stays in memory or on the device, except
 * what they wrote and could not send; on a shared device not even that.
 */
export function leave(queryClient: QueryClient, { to = "/sign-in", keepsNothing = false } = {}): void {
  // Several signs of the same sign-out arrive, and a second navigation would abort the first.
  if (document.body.hidden) return;
  // The next page may take a while to load.
  document.body.hidden = true;
  queryClient.clear();
  clearStored(keepsNothing ? () => false : isUnsentKey);
  // A full page load, which drops the answers in memory; and the page does not come back by "Back".
  window.location.replace(to);
}
