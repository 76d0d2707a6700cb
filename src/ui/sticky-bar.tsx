"use client";

import type { ComponentProps } from "react";

type Edge = "top" | "bottom";

const edges: readonly Edge[] = ["top", "bottom"];
const bars = new Map<HTMLElement, Edge>();
let observer: ResizeObserver | undefined;

/**
 * The properties of a bar that stays at an edge of the window: what is focused or scrolled to never lies under it. For an
 * element that is sticky or fixed; what is in it must not be higher than the bar.
 */
export const topBar = { "data-sticky-bar": "top", ref: (element: HTMLElement | null) => addBar(element, "top") };
export const bottomBar = {
  "data-sticky-bar": "bottom",
  ref: (element: HTMLElement | null) => addBar(element, "bottom"),
};

/** The same as elements, for parts that run on the server. */
export function StickyHeader(props: ComponentProps<"header">) {
  return <header {...props} {...topBar} />;
}

export function StickyFooter({ as: Tag = "footer", ...props }: ComponentProps<"footer"> & { as?: "footer" | "div" }) {
  return <Tag {...props} {...bottomBar} />;
}

function addBar(element: HTMLElement | null, edge: Edge): (() => void) | undefined {
  if (!element) return undefined;
  observer ??= new ResizeObserver(measure);
  bars.set(element, edge);
  observer.observe(element);
  return () => {
    bars.delete(element);
    observer?.unobserve(element);
    measure();
  };
}

/** A bar that is not displayed has no height; one above another bar stands off from the edge. */
function measure(): void {
  for (const edge of edges) {
    const rooms = [...bars]
      .filter(([element, at]) => at === edge && element.offsetHeight > 0)
      .map(([element]) => element.offsetHeight + (Number.parseFloat(getComputedStyle(element)[edge]) || 0));
    document.documentElement.style.setProperty(`--bar-room-${edge}`, `${Math.max(0, ...rooms)}px`);
  }
}
