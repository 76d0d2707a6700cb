"use client";

import { useEffect, useSyncExternalStore } from "react";

/** A key that works on the page that is shown, for the list of shortcuts. */
export type Shortcut = { keys: readonly string[]; does: string };

let registered: readonly Shortcut[] = [];
const listeners = new Set<() => void>();
const none: readonly Shortcut[] = [];

function publish(next: readonly Shortcut[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Lists the page's keys in the shortcut help while the component is shown. Keep the array at module scope. */
export function useRegisterShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    publish([...registered, ...shortcuts]);
    return () => publish(registered.filter((each) => !shortcuts.includes(each)));
  }, [shortcuts]);
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
    () => none,
  );
}
