import { useEffect, useState } from "react";

/**
 * Of the rows that are wanted, those that may be drawn now: in each frame at most `atOnce` that were not there before,
 * first those next to the middle. Drawing all of a screen anew is one long task on a slow machine, in which it answers
 * no press.
 */
export function useGradually(wanted: readonly number[], atOnce: number): number[] {
  const [drawn, setDrawn] = useState<ReadonlySet<number>>(() => new Set(wanted));
  useEffect(() => {
    const fresh = wanted.filter((index) => !drawn.has(index));
    if (fresh.length === 0) return;
    const middle = ((wanted[0] ?? 0) + (wanted.at(-1) ?? 0)) / 2;
    fresh.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    const next = new Set([...wanted.filter((index) => drawn.has(index)), ...fresh.slice(0, atOnce)]);
    const frame = requestAnimationFrame(() => setDrawn(next));
    return () => cancelAnimationFrame(frame);
  }, [wanted, drawn, atOnce]);
  return wanted.filter((index) => drawn.has(index));
}
