"use client";

import { type ReactNode, useEffect, useSyncExternalStore } from "react";

export type CommandPlace = { href: string; label: string; icon?: ReactNode };

export type Command = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Further words by which it is found. */
  keywords?: readonly string[];
  run: () => void;
};

/** A record that a search found. */
export type FoundItem = { id: string; label: string; meta?: string; icon?: ReactNode; href: string };
export type FoundGroup = { heading: string; items: readonly FoundItem[] };
/** Keep it stable: a new function searches again. */
export type Find = (text: string, signal: AbortSignal) => Promise<readonly FoundGroup[]>;

let registered: readonly Command[] = [];
const listeners = new Set<() => void>();
const none: readonly Command[] = [];

function publish(next: readonly Command[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Adds commands to the palette while the component is shown. Keep the array stable with useMemo. */
export function useRegisterCommands(commands: readonly Command[]): void {
  useEffect(() => {
    publish([...registered, ...commands]);
    return () => publish(registered.filter((each) => !commands.includes(each)));
  }, [commands]);
}

export function useCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
    () => none,
  );
}
