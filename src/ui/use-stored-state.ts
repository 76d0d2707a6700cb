"use client";

import { useCallback, useEffect, useState } from "react";
import { ofThisTab, readSealed, useSealedReady, writeSealed } from "./sealed/storage.ts";

type StoredState<T> = {
  value: T;
  /** False until the browser's storage was read, which the server's first render cannot do. */
  isLoaded: boolean;
  set: (next: T) => void;
  forget: () => void;
};

/**
 * State of a form that must survive a reload of this tab, sealed. `parse` returns undefined for data that an older version of the page may have stored.
 */
export function useStoredState<T>(key: string, initial: T, parse: (stored: unknown) => T | undefined): StoredState<T> {
  const isReady = useSealedReady();
  const [state, setState] = useState({ key: "", value: initial });

  // biome-ignore lint/correctness/useExhaustiveDependencies: loads again only when the key changes.
  useEffect(() => {
    if (isReady) setState({ key, value: read(key, parse) ?? initial });
  }, [key, isReady]);

  const set = useCallback(
    (value: T) => {
      setState({ key, value });
      writeSealed(ofThisTab(key), JSON.stringify(value));
    },
    [key],
  );
  const forget = useCallback(() => writeSealed(ofThisTab(key), null), [key]);

  const isLoaded = state.key === key;
  return { value: isLoaded ? state.value : initial, isLoaded, set, forget };
}

function read<T>(key: string, parse: (stored: unknown) => T | undefined): T | undefined {
  try {
    const text = readSealed(ofThisTab(key));
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
