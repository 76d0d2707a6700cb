"use client";

import { useCallback, useEffect, useState } from "react";

type StoredState<T> = {
  value: T;
  /** False until the browser's storage was read, which the server's first render cannot do. */
  isLoaded: boolean;
  set: (next: T) => void;
  forget: () => void;
};

/**
 * State of a form that must survive a reload of this tab. It is removed with the tab, so that nothing stays on a shared
 * computer. `parse` returns undefined for data that an older version of the page may have stored.
 */
export function useStoredState<T>(key: string, initial: T, parse: (stored: unknown) => T | undefined): StoredState<T> {
  const [state, setState] = useState({ key: "", value: initial });

  // biome-ignore lint/correctness/useExhaustiveDependencies: loads again only when the key changes.
  useEffect(() => {
    setState({ key, value: read(key, parse) ?? initial });
  }, [key]);

  const set = useCallback(
    (value: T) => {
      setState({ key, value });
      write(key, JSON.stringify(value));
    },
    [key],
  );
  const forget = useCallback(() => write(key, null), [key]);

  const isLoaded = state.key === key;
  return { value: isLoaded ? state.value : initial, isLoaded, set, forget };
}

function read<T>(key: string, parse: (stored: unknown) => T | undefined): T | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Storage may be refused or full; then a reload loses the input, and nothing else fails. */
function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // See above.
  }
}
