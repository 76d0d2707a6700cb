/**
 * Asking a person to prove who they are before a sensitive act. The part of the page that can ask (a dialog) says so here,
 * and the API client asks by it when an answer is `step_up_required`, then repeats the request.
 */
type Ask = () => Promise<boolean>;

let asker: Ask | undefined;
let asking: Promise<boolean> | undefined;

/** Returns the function that takes it back. */
export function onProofNeeded(ask: Ask): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = undefined;
  };
}

/** Whether they proved it. Several requests that need it at once share one dialog. */
export function askForProof(): Promise<boolean> {
  asking ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}
