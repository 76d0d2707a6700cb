"use client";

import { useEffect } from "react";

const hiddenGuards = "[data-base-ui-focus-guard][aria-hidden]";

/**
 * Inside an open popup. Base UI places an empty element before and after it, which takes the focus to move it on when
 * Tab leaves. What takes focus must not be hidden from assistive technology, and an empty element has nothing to hide.
 */
export function QuietGuards(): null {
  useEffect(() => {
    const uncover = () => {
      for (const guard of document.querySelectorAll(hiddenGuards)) guard.removeAttribute("aria-hidden");
    };
    uncover();
    const observer = new MutationObserver(uncover);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return null;
}
