"use client";

import { type RefObject, useEffect } from "react";
import { isDialogOpen, isTyping } from "./page-keys.ts";

/** The control of a row that J and K move to; Enter then does what it does. */
export const rowControl = { "data-row-control": "" } as const;

/** The control of each row of a data table. */
const tableControl = "tbody tr a[href]";

type RowKeys = {
  /** What other letters do, with the control of the row that has the focus. */
  keys?: Readonly<Record<string, (control: HTMLElement) => void>>;
};

/** J and K move to the next and the previous row inside `box`, from wherever the focus is. */
export function useRowKeys(box: RefObject<HTMLElement | null>, { keys = {} }: RowKeys = {}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      const controls = [...(box.current?.querySelectorAll<HTMLElement>(`[data-row-control], ${tableControl}`) ?? [])];
      const active = document.activeElement;
      const at = controls.findIndex((control) => control === active || rowOf(control)?.contains(active));
      const key = event.key.toLowerCase();
      if (key === "j" || key === "k") {
        const next = controls[at === -1 ? 0 : at + (key === "j" ? 1 : -1)];
        if (!next) return;
        event.preventDefault();
        next.focus();
        return;
      }
      const control = controls[at];
      if (!control || !Object.hasOwn(keys, key)) return;
      event.preventDefault();
      keys[key]?.(control);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [box, keys]);
}

function rowOf(control: HTMLElement): Element | null {
  return control.closest("[data-row], tr");
}
