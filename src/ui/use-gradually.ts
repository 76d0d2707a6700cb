import { useEffect, useState } from "react";

/**
 * Of the items that are wanted, those that may be drawn now: in each frame at most `atOnce` that were not there before,
 * first those next to the middle. Drawing all of a screen anew is one long task on a slow machine, in which it answers
 * no press. Items are the same where they are identical.
 */
export function useGradually<Item>(wanted: readonly Item[], atOnce: number): Item[] {
  const [drawn, setDrawn] = useState<ReadonlySet<Item>>(() => new Set(wanted));
  useEffect(() => {
    const fresh = wanted.flatMap((item, at) => (drawn.has(item) ? [] : { item, at }));
    if (fresh.length === 0) return;
    const middle = (wanted.length - 1) / 2;
    fresh.sort((a, b) => Math.abs(a.at - middle) - Math.abs(b.at - middle));
    const added = fresh.slice(0, atOnce).map(({ item }) => item);
    const next = new Set([...wanted.filter((item) => drawn.has(item)), ...added]);
    const frame = requestAnimationFrame(() => setDrawn(next));
    return () => cancelAnimationFrame(frame);
  }, [wanted, drawn, atOnce]);
  return wanted.filter((item) => drawn.has(item));
}
