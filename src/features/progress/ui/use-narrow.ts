"use client";

import { useSyncExternalStore } from "react";

const query = "(width < 48rem)";

/** Whether this is a phone's width. Only for what opens later: the page's own layout is a matter of CSS. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
