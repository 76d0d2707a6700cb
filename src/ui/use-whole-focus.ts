import { useEffect } from "react";

/**
 * Browsers leave an element that is partly out of view where it is when it gets the focus. This shows all of it, within
 * the page's content: popups place themselves, and are at the edge of the page before they have done so.
 */
export function useWholeFocus(): void {
  useEffect(() => {
    const show = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.matches("main :focus-visible")) return;
      if (target.offsetHeight < innerHeight / 2) target.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    document.addEventListener("focusin", show);
    return () => document.removeEventListener("focusin", show);
  }, []);
}
