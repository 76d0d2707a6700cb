/** On globalThis, since Next bundles its own copy of every module; apart from the rest of `runtime.ts`, so that little is loaded by it. */
const key = Symbol.for("competency.ownServer");
const holder = globalThis as { [key]?: true };

/** Our own server hands the requests of this process to Next, and does for pages what `src/proxy.ts` does elsewhere. */
export function setOwnServer(): void {
  holder[key] = true;
}

export function hasOwnServer(): boolean {
  return holder[key] === true;
}
