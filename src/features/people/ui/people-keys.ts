import type { KeyboardEvent } from "react";

const focusable = "a[href], button:not([disabled]), input:not([disabled])";

/** Up and down move to the same control of the next row that is in the page; scrolling brings further ones. */
export function moveBetweenPeople(event: KeyboardEvent<HTMLElement>): void {
  const { target, key } = event;
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = target.closest("[data-person-row]");
  const index = Number(row?.getAttribute("aria-rowindex"));
  const next = event.currentTarget.querySelector(`[data-person-row][aria-rowindex="${index + step}"]`);
  if (!row || !next) return;
  const place = [...row.querySelectorAll(focusable)].indexOf(target);
  const control = next.querySelectorAll<HTMLElement>(focusable)[place];
  if (!control) return;
  event.preventDefault();
  control.focus();
}
