"use client";

import { useCallback, useEffect, useState } from "react";

type StoredState<T> = {
  value: T;
  /** False until the browser has been asked, which the server's first render cannot do. */
  isLoaded: boolean;
  set: (next: T) => void;
  forget: () => void;
};

/**
 * Work of a form that a reload of this tab must not lose. It is gone with the tab, so nothing of it stays behind on a
 * shared computer. `parse` gives undefined for what an older page may have left there.
 */
export function useStoredState<T>(key: string, initial: T, parse: (stored: unknown) => T | undefined): StoredState<T> {
  const [state, setState] = useState({ key: "", value: initial });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another key is another thing to load.
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

/** Storage may be refused or full; then a reload loses what was typed, and nothing else fails. */
function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // See above.
  }
}
