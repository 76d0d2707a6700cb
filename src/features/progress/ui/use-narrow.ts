"use client";

import { useSyncExternalStore } from "react";

const query = "(width < 48rem)";

/** Whether the screen has a phone's width. Only for parts that open later: the page's own layout uses CSS. */
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
