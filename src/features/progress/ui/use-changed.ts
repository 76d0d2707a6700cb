"use client";

import { useEffect, useState } from "react";

const shownMs = 1_800;

/** True for a moment after `value` changed on a page that was already shown, to highlight a live figure. */
export function useChanged(value: unknown): boolean {
  const [seen, setSeen] = useState(value);
  const [changed, setChanged] = useState(false);
  if (!Object.is(value, seen)) {
    setSeen(value);
    setChanged(true);
  }
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => setChanged(false), shownMs);
    return () => clearTimeout(timer);
  }, [changed]);
  return changed;
}
