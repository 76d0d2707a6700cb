"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { ofThisTab, onSealed, readSealed, useSealedReady, writeSealed } from "./sealed/storage.ts";

/**
 * Where a task was opened from, for this tab of the browser: a page of the dashboard, then the steps that led on, such
 * as the choice of a student. A task goes back to the last of them, and returns to the page when it is done.
 */
const key = "came-by";
const taskPath = "/assessment";
const stepsAtMost = 5;

/** On every page that a task may be opened from. */
export function RememberPlace(): null {
  useRemember((here) => (isTask(here) ? read() : [here]));
  return null;
}

/** A step of a task that leads to the next one. */
export function RememberStep(): null {
  useRemember((here) => {
    const trail = read();
    const known = trail.indexOf(here);
    return known === -1 ? [...trail, here].slice(-stepsAtMost) : trail.slice(0, known + 1);
  });
  return null;
}

/** `back`: the last place before this one; `done`: the page that the task was opened from. */
export function useReturnPlaces(fallback: string, fallbackBack = fallback): { back: string; done: string } {
  const path = usePathname();
  const query = useSearchParams().toString();
  const here = query === "" ? path : `${path}?${query}`;
  const text = useSyncExternalStore(onSealed, readText, () => "[]");
  const trail = parse(text);
  return {
    back: trail.findLast((place) => place !== here) ?? fallbackBack,
    done: trail.find((place) => !isTask(place)) ?? fallback,
  };
}

function useRemember(next: (here: string) => string[]): void {
  const path = usePathname();
  const query = useSearchParams().toString();
  const isReady = useSealedReady();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place changes with the address alone.
  useEffect(() => {
    if (isReady) writeSealed(ofThisTab(key), JSON.stringify(next(query === "" ? path : `${path}?${query}`)));
  }, [path, query, isReady]);
}

function read(): string[] {
  return parse(readText());
}

/** In a new tab, the page with the link. */
function readText(): string {
  const stored = readSealed(ofThisTab(key));
  if (stored !== null) return stored;
  const from = URL.canParse(document.referrer) ? new URL(document.referrer) : undefined;
  return from?.origin === window.location.origin ? JSON.stringify([from.pathname + from.search]) : "[]";
}

/** Only places of this site: what is stored may be changed by hand. */
function parse(text: string): string[] {
  try {
    const stored: unknown = JSON.parse(text);
    return Array.isArray(stored) ? stored.filter(isPlace) : [];
  } catch {
    return [];
  }
}

function isPlace(value: unknown): value is string {
  return typeof value === "string" && /^\/(dashboard|assessment)([/?]|$)/.test(value);
}

function isTask(place: string): boolean {
  return place.startsWith(taskPath);
}
