import { refreshSession } from "./api.ts";

/**
 * Watches whether anybody uses the pages of this browser, over all tabs. The server cannot know: a page that is left open
 * asks for news by itself.
 */
export type IdleWatcher = {
  idleMs: number;
  /** So long before the end it warns. */
  warnMs: number;
  /** True shortly before the end, false when somebody is there again. */
  onWarn: (isNear: boolean) => void;
  onEnd: () => void;
};

const name = "session.activeAt";
const acts = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;
const lookEveryMs = 1_000;

/** Returns the function that stops it. */
export function watchIdle({ idleMs, warnMs, onWarn, onEnd }: IdleWatcher): () => void {
  let activeAt = Date.now();
  let keptAt = activeAt;
  let isNear = false;
  const note = ({ type }: Event) => {
    const time = Date.now();
    // A hand on its way to the button is no answer to the warning.
    if (isNear && (type === "pointermove" || type === "wheel")) return;
    // Once a second is enough to write it for the other tabs. A page that slept does not come to life by being touched.
    if (time - lastActive() >= idleMs || time - activeAt < lookEveryMs) return;
    activeAt = time;
    write(time);
    if (!isNear) return;
    isNear = false;
    onWarn(false);
  };
  const lastActive = () => Math.max(activeAt, read());
  const look = () => {
    const idleForMs = Date.now() - lastActive();
    if (idleForMs >= idleMs) {
      stop();
      onEnd();
      return;
    }
    if (isNear !== idleForMs >= idleMs - warnMs) {
      isNear = !isNear;
      onWarn(isNear);
    }
    // Who reads for long asks the server for nothing, and is not to be signed out there.
    if (lastActive() - keptAt >= idleMs / 2) {
      keptAt = Date.now();
      void refreshSession().catch(() => {});
    }
  };
  write(activeAt);
  for (const act of acts) window.addEventListener(act, note, { passive: true, capture: true });
  document.addEventListener("visibilitychange", look);
  const timer = window.setInterval(look, lookEveryMs);
  const stop = () => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    for (const act of acts) window.removeEventListener(act, note, { capture: true });
  };
  return stop;
}

function read(): number {
  try {
    return Number(localStorage.getItem(name) ?? 0);
  } catch {
    return 0;
  }
}

function write(time: number): void {
  try {
    localStorage.setItem(name, String(time));
  } catch {
    // Storage is refused: each tab knows of itself alone.
  }
}
