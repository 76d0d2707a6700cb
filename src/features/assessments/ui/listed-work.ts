"use client";

import { useEffect, useState } from "react";
import { ofThisTab, readSealed, useSealedReady, writeSealed } from "#src/ui/sealed/storage.ts";

/** One line of the list that an assessment was opened from. */
export type ListedWork = { href: string; student: string };

const key = "listed-work";
const keptAtMost = 500;

/** Remembers the list for this tab of the browser, so that the next line can be opened without going back. */
export function useRememberList(lines: readonly ListedWork[]): void {
  const text = JSON.stringify(lines.slice(0, keptAtMost));
  useEffect(() => writeSealed(ofThisTab(key), text), [text]);
}

/** The lines before and after the one at this address; none if it was not opened from a list. */
export function useListedBeside(href: string): { previous?: ListedWork | undefined; next?: ListedWork | undefined } {
  const [lines, setLines] = useState<ListedWork[]>([]);
  const isReady = useSealedReady();
  useEffect(() => {
    if (isReady) setLines(read());
  }, [isReady]);
  const at = lines.findIndex((line) => line.href === href);
  return at === -1 ? {} : { previous: lines[at - 1], next: lines[at + 1] };
}

function read(): ListedWork[] {
  try {
    const stored: unknown = JSON.parse(readSealed(ofThisTab(key)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isListed) : [];
  } catch {
    return [];
  }
}

function isListed(value: unknown): value is ListedWork {
  return (
    typeof value === "object" &&
    value !== null &&
    "href" in value &&
    typeof value.href === "string" &&
    value.href.startsWith("/assessment/") &&
    "student" in value &&
    typeof value.student === "string"
  );
}
