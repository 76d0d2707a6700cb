/** What went wrong in this page and was not reported yet; `browser-report.tsx`, which loads later, sends it. */
export type NotedError = { name: string; message: string; stack: string; path: string };

const mostOfOnePage = 5;
const noted: NotedError[] = [];
const known = new Set<string>();
let onNote = () => {};

/** Notes an error of a script of ours. What the API refused is expected, and so is what the reader broke off. */
export function noteBrowserError(thrown: unknown): void {
  if (!(thrown instanceof Error) || thrown.name === "Problem" || thrown.name === "AbortError") return;
  const { name, message, stack = "" } = thrown;
  // Extensions run scripts in pages too.
  if (!stack.includes("/_next/")) return;
  const key = `${name} ${message}`;
  if (known.has(key) || known.size >= mostOfOnePage) return;
  known.add(key);
  noted.push({
    name: name.slice(0, 300),
    message: message.slice(0, 300),
    stack: stack.slice(0, 2_000),
    path: location.pathname,
  });
  onNote();
}

/** Calls it with each error from now on, and returns those from before. */
export function takeBrowserErrors(): NotedError[] {
  return noted.splice(0);
}

export function onBrowserError(run: () => void): () => void {
  onNote = run;
  return () => {
    onNote = () => {};
  };
}

if (typeof window !== "undefined") {
  window.addEventListener("error", ({ error }) => noteBrowserError(error));
  window.addEventListener("unhandledrejection", ({ reason }) => noteBrowserError(reason));
}
