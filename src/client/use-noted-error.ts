import { useEffect } from "react";
import { noteBrowserError } from "./browser-errors.ts";

/** For what stands in place of a page that failed: React catches its error, so that the window hears of none. */
export function useNotedError(error: Error & { digest?: string }): void {
  useEffect(() => {
    // One with a digest happened on the server, which has noted it.
    if (error.digest === undefined) noteBrowserError(error);
  }, [error]);
}
