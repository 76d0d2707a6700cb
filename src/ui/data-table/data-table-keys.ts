import type { KeyboardEvent } from "react";

const focusable = 'a[href], button:not([disabled]), input:not([disabled]), [tabindex="0"]';

/** Up and down move to the same control of the next row, Home and End to the first and last row. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const { target, key } = event;
  if (!(target instanceof HTMLElement) || isTextInput(target) || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = target.closest("tr");
  const rows = [...event.currentTarget.querySelectorAll("tr")];
  const from = row ? rows.indexOf(row) : -1;
  const to = nextIndex(key, from, rows.length);
  if (!row || to === undefined) return;

  const place = [...row.querySelectorAll(focusable)].indexOf(target);
  const controls = rows[to]?.querySelectorAll<HTMLElement>(focusable);
  const next = controls?.[Math.min(place, controls.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function nextIndex(key: string, from: number, count: number): number | undefined {
  const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to < 0 || to >= count ? undefined : to;
}

function isTextInput(element: HTMLElement): boolean {
  return element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [role=combobox]");
}
