"use client";

import { type ReactNode, useEffect, useSyncExternalStore } from "react";

export type CommandPlace = { href: string; label: string; icon?: ReactNode };

export type Command = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Words it is also found by. */
  keywords?: readonly string[];
  run: () => void;
};

let registered: readonly Command[] = [];
const listeners = new Set<() => void>();
const none: readonly Command[] = [];

function publish(next: readonly Command[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Adds acts of the current page to the palette while it is shown. Keep the array stable with useMemo. */
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
