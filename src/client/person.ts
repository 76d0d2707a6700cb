/**
 * Who is signed in on this browser, as its tabs tell each other: an id, or nobody. A page of one person must not stay
 * readable after another tab has signed that person out, or has signed in as somebody else.
 */
const name = "session.person";
const nobody = "";

/** Tells all other tabs of this browser that nobody is signed in any more. */
export function announceNobody(): void {
  announce(nobody);
}

/**
 * Announces this tab's person, and calls `onLeft` once that is no longer the person of this browser: at once, or when
 * the page is shown again from the browser's memory. Returns a function that stops it.
 */
export function watchPerson(userId: string, onLeft: () => void): () => void {
  const check = (current: string | null) => {
    if (current !== null && current !== userId) onLeft();
  };
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key === name) check(newValue);
  };
  const onShown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) check(readPerson());
  };
  const channel = openChannel();
  if (channel) channel.onmessage = ({ data }) => check(String(data));
  window.addEventListener("storage", onStorage);
  window.addEventListener("pageshow", onShown);
  announce(userId);
  return () => {
    channel?.close();
    window.removeEventListener("storage", onStorage);
    window.removeEventListener("pageshow", onShown);
  };
}

/**
 * Removes everything that pages stored on this device, in this tab and for all, beside what is sealed. Pages store
 * what belongs to a person, so that whatever is added later is removed too.
 */
export function clearStored(): void {
  for (const storageOf of [() => localStorage, () => sessionStorage]) {
    try {
      const storage = storageOf();
      for (const key of Object.keys(storage)) if (!key.startsWith("session.")) storage.removeItem(key);
    } catch {
      // Storage is refused, so nothing was stored.
    }
  }
}

/** Either way may be missing: storage can be refused, and old browsers have no channels. */
function announce(person: string): void {
  try {
    localStorage.setItem(name, person);
  } catch {
    // See above.
  }
  const channel = openChannel();
  channel?.postMessage(person);
  channel?.close();
}

function readPerson(): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function openChannel(): BroadcastChannel | undefined {
  return typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
}
