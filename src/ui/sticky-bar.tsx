"use client";

import type { ComponentProps } from "react";

type Edge = "top" | "bottom";

const edges: readonly Edge[] = ["top", "bottom"];
/** Pixels between a bar and what is focused or scrolled to. */
const gap = 12;
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

/**
 * A bar that is not displayed has no height; one above another bar stands off from the edge. The room goes to the page
 * and to the bars themselves, never to all that inherits: a custom property of the root would style every element again.
 */
function measure(): void {
  for (const edge of edges) {
    const own = [...bars].filter(([, at]) => at === edge).map(([element]) => element);
    const rooms = own
      .filter((element) => element.offsetHeight > 0)
      .map((element) => element.offsetHeight + (Number.parseFloat(getComputedStyle(element)[edge]) || 0));
    const room = Math.max(0, ...rooms) + gap;
    document.documentElement.style[edge === "top" ? "scrollPaddingTop" : "scrollPaddingBottom"] = `${room}px`;
    for (const element of own) element.style.setProperty("--bar-room", `${room}px`);
  }
}
