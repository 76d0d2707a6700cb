"use client";

import { useEffect, useSyncExternalStore } from "react";

/** What the components that are shown add to a list elsewhere on the page. Each list is made once, at module scope. */
export type Register<Item> = {
  /** Returns the function that takes them away again. */
  add(items: readonly Item[]): () => void;
  all(): readonly Item[];
  none(): readonly Item[];
  subscribe(listener: () => void): () => void;
};

export function createRegister<Item>(): Register<Item> {
  let registered: readonly Item[] = [];
  const nothing: readonly Item[] = [];
  const listeners = new Set<() => void>();
  const publish = (next: readonly Item[]) => {
    registered = next;
    for (const listener of listeners) listener();
  };
  return {
    add(items) {
      publish([...registered, ...items]);
      return () => publish(registered.filter((each) => !items.includes(each)));
    },
    all: () => registered,
    none: () => nothing,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Adds the items while the component is shown; a new array is added anew. */
export function useRegister<Item>(register: Register<Item>, items: readonly Item[]): void {
  useEffect(() => register.add(items), [register, items]);
}

export function useRegistered<Item>({ subscribe, all, none }: Register<Item>): readonly Item[] {
  return useSyncExternalStore(subscribe, all, none);
}
