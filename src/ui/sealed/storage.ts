import { useSyncExternalStore } from "react";
import { newId } from "#src/lib/ids.ts";
import type { Keeper } from "./keeper.ts";

/**
 * Texts of the person who is signed in that must survive a reload: what they typed, and names. All of them are in memory,
 * and on the device only sealed (`keeper.ts`), at once after each change, since nothing can be sealed while a page is left.
 * On a shared device, and where the browser cannot seal, they are in memory alone. Tabs of one person tell each other of
 * changes.
 */
const texts = new Map<string, string>();
const listeners = new Set<() => void>();
/** Written since the person's pages were opened, here or in another tab: newer than what the device has. */
const fresh = new Set<string>();
/** Loaded before the page is alive, since what the device has is needed by then. */
const loadKeeper = () => import("./keeper.ts");
if (typeof window !== "undefined") void loadKeeper().catch(() => {});
/** A storage that answers no sooner is as good as none. */
const storageMs = 4_000;
let person: string | undefined;
let keeper: Keeper | undefined;
let channel: BroadcastChannel | undefined;
let isReady = false;
let markReady = () => {};
let ready = new Promise<void>((done) => {
  markReady = done;
});

/** Without a name: the person has left, and nothing of them is kept any more. */
type Change = { userId: string; name?: string; text: string | null };

/** Opens what this browser keeps of a person. A page that can leave nothing behind passes `isShared`. */
export function openSealed(userId: string, isShared: boolean): void {
  if (person === userId) return;
  if (person !== undefined) forget();
  person = userId;
  if (typeof BroadcastChannel !== "undefined") {
    channel = new BroadcastChannel("sealed");
    channel.onmessage = ({ data }: MessageEvent<Change>) => {
      if (data.userId !== person) return;
      if (data.name !== undefined) return apply(data.name, data.text);
      keeper?.stop();
      forget();
    };
  }
  void load(userId, isShared).then(() => {
    if (person !== userId) return;
    isReady = true;
    markReady();
    tell();
  });
}

async function load(userId: string, isShared: boolean): Promise<void> {
  try {
    const { openKeeper, takePlain } = await loadKeeper();
    const late = new Promise<undefined>((done) => setTimeout(done, storageMs, undefined));
    const opening = isShared ? undefined : openKeeper(userId, ofThisTab).catch(() => undefined);
    const opened = await Promise.race([opening, late]);
    if (person !== userId) return;
    for (const { name, text } of opened ? opened.entries : takePlain(userId, ofThisTab)) {
      const isOfOtherTab = name.startsWith(tabPrefix) && !name.startsWith(ofThisTab(""));
      if (!fresh.has(name) && !isOfOtherTab) texts.set(name, text);
    }
    keeper = opened?.keeper;
    for (const name of fresh) keeper?.keep(name, texts.get(name) ?? null);
  } catch {
    // Storage is refused: all is in memory alone.
  }
}

/** Resolves once what the device keeps has been read. */
export function sealedReady(): Promise<void> {
  return ready;
}

export function isSealedReady(): boolean {
  return isReady;
}

/** The same for a component; false in the server's first render. */
export function useSealedReady(): boolean {
  return useSyncExternalStore(onSealed, isSealedReady, () => false);
}

export function readSealed(name: string): string | null {
  return texts.get(name) ?? null;
}

export function listSealed(prefix: string): string[] {
  return [...texts.keys()].filter((name) => name.startsWith(prefix)).sort();
}

/** Null removes it. */
export function writeSealed(name: string, text: string | null): void {
  if (text === readSealed(name)) return;
  apply(name, text);
  keeper?.keep(name, text);
  if (person !== undefined && !name.startsWith(tabPrefix)) channel?.postMessage({ userId: person, name, text });
}

export function onSealed(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether what is written survives a reload. */
export function isKeptOnDevice(): boolean {
  return !isReady || keeper?.isWorking === true;
}

const tabPrefix = "tab ";
const tabKey = "session.tab";
let tab: string | undefined;

/** The name of what belongs to this tab alone, such as where it came from. */
export function ofThisTab(name: string): string {
  tab ??= readTab();
  return `${tabPrefix}${tab} ${name}`;
}

function readTab(): string {
  const made = newId();
  try {
    const known = sessionStorage.getItem(tabKey);
    if (known !== null) return known;
    sessionStorage.setItem(tabKey, made);
  } catch {
    // Storage is refused, so nothing is kept over a reload.
  }
  return made;
}

/**
 * Leaves the person: nothing stays in memory, and on the device only what `isKept` names. Where it names nothing, the
 * keys go too.
 */
export async function leaveSealed(isKept: (name: string) => boolean): Promise<void> {
  const removed = [...texts.keys()].filter((name) => !isKept(name));
  const leaving = keeper;
  const isEmpty = removed.length === texts.size;
  if (isEmpty) channel?.postMessage({ userId: person, text: null });
  forget();
  await leaving?.leave(removed, isEmpty);
}

function forget(): void {
  channel?.close();
  channel = undefined;
  keeper = undefined;
  person = undefined;
  texts.clear();
  fresh.clear();
  if (!isReady) return;
  isReady = false;
  ready = new Promise((done) => {
    markReady = done;
  });
}

function apply(name: string, text: string | null): void {
  if (text === null) texts.delete(name);
  else texts.set(name, text);
  fresh.add(name);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
