"use client";

import { type ComponentType, type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";

/** What a component that loads later gets beside its own props. */
export type LoadedProps = {
  /** The reader pressed the stand-in: what it stands for opens at once. */
  defaultOpen?: boolean;
};

export type StandInProps = {
  /** Loads the component now, and opens it. */
  onPress: () => void;
};

type LaterOptions<Props> = {
  /** Shown until then, of the same size: the page must not move. */
  standIn?: ComponentType<Props & StandInProps>;
  /** Whether these props need the component now, such as a dialog that is open. */
  isWanted?: (props: Props) => boolean;
};

const retryMs = 3_000;

/**
 * A component whose script is not part of the page: it is loaded when the browser has nothing else to do after the
 * page's load event, or earlier when it is wanted. For popups and charts, which nobody needs to read the page.
 */
export function loadLater<Props extends object>(
  load: () => Promise<ComponentType<Props & LoadedProps>>,
  { standIn: StandIn = Nothing, isWanted = () => false }: LaterOptions<Props> = {},
): ComponentType<Props> {
  // Once it is loaded, the next page renders it at once.
  let known: ComponentType<Props & LoadedProps> | undefined;

  // biome-ignore lint/correctness/noComponentHookFactories: called once for each module, as React's lazy is.
  return function Later(props: Props) {
    // The server, and so the first render in the browser, knows no component.
    const isKnown = useSyncExternalStore(
      never,
      () => known !== undefined,
      () => false,
    );
    const [loaded, setLoaded] = useState<ComponentType<Props & LoadedProps>>();
    const Loaded = loaded ?? (isKnown ? known : undefined);
    const [wasPressed, setWasPressed] = useState(false);
    const box = useRef<HTMLSpanElement>(null);
    const hadFocus = useRef(false);
    const wanted = isWanted(props) || wasPressed;

    useEffect(() => {
      if (Loaded) return;
      let isMounted = true;
      let retry: ReturnType<typeof setTimeout> | undefined;
      const start = async () => {
        try {
          known ??= await load();
        } catch {
          // The line was lost. What is shown now is tried again by itself, the rest at the next press.
          if (wanted && isMounted) retry = setTimeout(() => void start(), retryMs);
          return;
        }
        if (!isMounted) return;
        hadFocus.current = hasFocus(box);
        setLoaded(() => known);
      };
      const forget = wanted ? void start() : afterLoad(() => void start());
      return () => {
        isMounted = false;
        clearTimeout(retry);
        forget?.();
      };
    }, [Loaded, wanted]);

    useEffect(() => {
      if (Loaded && hadFocus.current) box.current?.querySelector<HTMLElement>("button, a")?.focus();
    }, [Loaded]);

    return (
      <span className="contents" ref={box}>
        {Loaded ? (
          <Loaded {...props} {...(wasPressed ? { defaultOpen: true } : {})} />
        ) : (
          <StandIn {...props} onPress={() => setWasPressed(true)} />
        )}
      </span>
    );
  };
}

function never(): () => void {
  return () => {};
}

function Nothing(): null {
  return null;
}

function hasFocus(box: RefObject<HTMLElement | null>): boolean {
  return box.current?.contains(document.activeElement) ?? false;
}

/** Runs it when the page has loaded and the browser is idle. Returns the function that cancels it. */
function afterLoad(run: () => void): () => void {
  let cancel = () => window.removeEventListener("load", wait);
  function wait() {
    // Safari has no idle callback.
    if (typeof window.requestIdleCallback === "function") {
      const id = window.requestIdleCallback(run, { timeout: 2_000 });
      cancel = () => window.cancelIdleCallback(id);
    } else {
      const id = window.setTimeout(run, 200);
      cancel = () => window.clearTimeout(id);
    }
  }
  if (document.readyState === "complete") wait();
  else window.addEventListener("load", wait, { once: true });
  return () => cancel();
}
