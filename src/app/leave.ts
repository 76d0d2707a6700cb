import type { QueryClient } from "@tanstack/react-query";
import { forgetAnswers } from "#src/client/known-answers.ts";
import { clearStored } from "#src/client/person.ts";
import { isUnsentKey } from "#src/features/assessments/ui/unsent-keys.ts";
import { leaveSealed } from "#src/ui/sealed/storage.ts";

/** The device may not hold up a sign-out for longer. */
const storageMs = 2_000;

/**
 * Leaves the pages of a person who is no longer signed in, to sign in, or to those of who is signed in instead. Nothing of
 * theirs stays in memory or on the device, except, sealed, what they wrote and could not send; with `keepsNothing`, as after
 * a sign-out that they asked for, not even that.
 */
export async function leave(queryClient: QueryClient, { to = "/sign-in", keepsNothing = false } = {}): Promise<void> {
  // Several signs of the same sign-out arrive, and a second navigation would abort the first.
  if (document.body.hidden) return;
  // The next page may take a while to load.
  document.body.hidden = true;
  queryClient.clear();
  forgetAnswers();
  clearStored();
  const left = leaveSealed(keepsNothing ? () => false : isUnsentKey).catch(() => {});
  await Promise.race([left, new Promise((done) => setTimeout(done, storageMs))]);
  // A full page load, which drops what is left in memory; and the page does not come back by "Back".
  window.location.replace(to);
}
