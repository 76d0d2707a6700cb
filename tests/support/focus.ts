import type { Page } from "playwright-core";
import { twoFrames } from "./browser.ts";

/** WCAG 2.4.11: whoever walks through a page with Tab sees where they are. */

/** The description of the API has a stop for each address, and these are the most of any page. */
const maxSteps = 600;

/** Presses Tab until the focus leaves the page or is where it was before, and returns what was not to be seen. */
export async function walkFocus(page: Page, key: "Tab" | "Shift+Tab"): Promise<string[]> {
  await page.evaluate(() => {
    for (const seen of document.querySelectorAll("[data-walked]")) seen.removeAttribute("data-walked");
    const isInDialog = document.activeElement?.closest("[role=dialog], [role=alertdialog]");
    if (!isInDialog && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  const found: string[] = [];
  for (let step = 0; step < maxSteps; step += 1) {
    await page.keyboard.press(key);
    const look = await page.evaluate(lookAtFocus);
    // The guard at the edge of a dialog sends the focus on in the next frame.
    if (look.isGuard) await twoFrames(page);
    if (look.isDone) return found;
    if (look.fault) found.push(look.fault);
  }
  found.push(`no end after ${maxSteps} steps`);
  return found;
}

/**
 * Focuses each element of the page after it was scrolled to either edge of the window, where a bar may lie over it. The
 * order of Tab alone meets only some of these places.
 */
export function focusAtEdges(page: Page): Promise<string[]> {
  return page.evaluate(`(${walkEdges})(${lookAtFocus})`);
}

/** Runs in the page. */
function walkEdges(look: typeof lookAtFocus): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']",
  )) {
    for (const edge of ["top", "bottom"] as const) {
      element.removeAttribute("data-walked");
      if (!(element instanceof HTMLElement) || !element.checkVisibility() || element.tabIndex < 0) continue;
      element.blur();
      const box = element.getBoundingClientRect();
      window.scrollBy({ top: edge === "top" ? box.top - 2 : box.bottom - innerHeight + 2, behavior: "instant" });
      element.focus();
      const fault = element === document.activeElement ? look().fault : undefined;
      if (fault) found.push(`${edge}: ${fault}`);
    }
  }
  return found;
}

/** Runs in the page. An element is hidden where it is outside of the window, or where others cover all of its parts. */
function lookAtFocus(): { isDone: boolean; isGuard?: boolean; fault?: string } {
  const element = document.activeElement;
  if (!element || element === document.body || element.hasAttribute("data-walked")) return { isDone: true };
  element.setAttribute("data-walked", "");
  if (element.matches("[data-base-ui-focus-guard]")) return { isDone: false, isGuard: true };
  // What is seen of an input that lies invisibly over its row is the row.
  const seen = getComputedStyle(element).opacity === "0" ? (element.closest("label") ?? element) : element;
  const name = () =>
    `${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}" ${element.getAttribute("name") ?? ""}`;
  const box = seen.getBoundingClientRect();
  const isOneField = (one: Element, other: Element) => {
    const field = one.closest("[data-field]");
    return field !== null && field === other.closest("[data-field]");
  };
  // A large region, such as a scrollable table or the page's content, is seen where a part of it is.
  const isLarge = box.height > innerHeight / 2;
  const inside =
    box.top >= -0.5 && box.left >= -0.5 && box.bottom <= innerHeight + 0.5 && box.right <= innerWidth + 0.5;
  if (!isLarge && !inside)
    return { isDone: false, fault: `${name()} is outside: ${Math.round(box.top)}..${Math.round(box.bottom)}` };
  const points = [0.1, 0.5, 0.9].flatMap((x) =>
    [0.15, 0.5, 0.85].map((y) => ({ x: box.left + box.width * x, y: box.top + box.height * y })),
  );
  const coveredBy = points.flatMap(({ x, y }) => {
    const top = document.elementFromPoint(x, y);
    // A button inside a field is a part of the field.
    const isSeen = !top || seen.contains(top) || top.contains(seen) || isOneField(top, seen);
    return isSeen ? [] : [top];
  });
  const limit = isLarge ? points.length : 1;
  if (coveredBy.length < limit) return { isDone: false };
  const bar = coveredBy[0]?.closest("header, footer, nav, [data-sticky-bar]") ?? coveredBy[0];
  return {
    isDone: false,
    fault: `${name()} has ${coveredBy.length} of ${points.length} points under ${bar?.tagName.toLowerCase()}.${String(bar?.className).slice(0, 40)}`,
  };
}
