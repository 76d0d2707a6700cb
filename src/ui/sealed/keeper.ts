import { isPlainOfTab, listPlain, listPlainOfTab, type PlainEntry } from "./plain-entries.ts";
import { canSeal, type Entry, idOf, open, ownerOf, type PersonKeys, seal } from "./sealing.ts";
import { isOver, Shelf } from "./shelf.ts";

type Opened = { keeper: Keeper; entries: Entry[] };

/** What the device has of a person, and who keeps it up to date. Undefined where this browser cannot seal. */
export async function openKeeper(userId: string, nameInTab: (name: string) => string): Promise<Opened | undefined> {
  if (!canSeal()) return undefined;
  const [shelf, owner] = await Promise.all([Shelf.open(), ownerOf(userId)]);
  const keys = await shelf.keysOf(owner);
  const sealed = (await shelf.list(owner)).filter(({ at }) => !isOver(at, Date.now()));
  const entries = (await Promise.all(sealed.map((entry) => open(keys, entry)))).filter((entry) => entry !== undefined);
  const known = new Set(entries.map(({ name }) => name));
  const plain = readPlain(userId, nameInTab).filter(({ name }) => !known.has(name));
  for (const one of plain) await sealPlain(shelf, one);
  removePlain();
  // Nobody waits for it.
  void shelf.purge(Date.now()).catch(() => {});
  const own = plain.filter((one) => one.userId === userId);
  return { keeper: new Keeper(shelf, owner, keys), entries: [...entries, ...own] };
}

/** What an older version wrote for a person, for memory alone: nothing of it stays on the device. */
export function takePlain(userId: string, nameInTab: (name: string) => string): Entry[] {
  const own = readPlain(userId, nameInTab).filter((entry) => entry.userId === userId);
  removePlain();
  return own;
}

/** Removes what is over, also where nobody signs in any more. */
export async function purgeSealed(): Promise<void> {
  if (canSeal()) await (await Shelf.open()).purge(Date.now());
}

function readPlain(userId: string, nameInTab: (name: string) => string): PlainEntry[] {
  const ofTab = listPlainOfTab(sessionStorage).map(({ name, text }) => ({ userId, name: nameInTab(name), text }));
  return [...listPlain(localStorage), ...ofTab];
}

async function sealPlain(shelf: Shelf, { userId, ...entry }: PlainEntry): Promise<void> {
  const owner = await ownerOf(userId);
  await shelf.put(owner, [await seal(await shelf.keysOf(owner), entry, Date.now())], []);
}

function removePlain(): void {
  for (const { name } of listPlain(localStorage)) localStorage.removeItem(name);
  for (const name of Object.keys(sessionStorage).filter(isPlainOfTab)) sessionStorage.removeItem(name);
}

/** Writes each change to the device as soon as it is sealed; of a text that changes meanwhile, the last. */
export class Keeper {
  /** Whether the last change was written: storage may be full. */
  isWorking = true;
  readonly #shelf: Shelf;
  readonly #owner: string;
  readonly #keys: PersonKeys;
  readonly #pending = new Map<string, string | null>();
  #isRunning = false;
  #isOver = false;
  #running = Promise.resolve();

  constructor(shelf: Shelf, owner: string, keys: PersonKeys) {
    this.#shelf = shelf;
    this.#owner = owner;
    this.#keys = keys;
  }

  keep(name: string, text: string | null): void {
    if (this.#isOver) return;
    this.#pending.set(name, text);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#running = this.#writeAll();
  }

  /** Writes nothing any more: another tab has removed everything. */
  stop(): void {
    this.#pending.clear();
    this.#isOver = true;
  }

  /** Removes these; everything, with the keys, where the person leaves nothing behind. */
  async leave(removed: readonly string[], isEmpty: boolean): Promise<void> {
    for (const name of removed) this.keep(name, null);
    await this.#running;
    this.stop();
    if (isEmpty) await this.#shelf.clear(this.#owner);
  }

  async #writeAll(): Promise<void> {
    // Changes of one moment are written together.
    await null;
    while (this.#pending.size > 0) {
      const changes = [...this.#pending];
      this.#pending.clear();
      try {
        await this.#write(changes);
        this.isWorking = true;
      } catch {
        this.isWorking = false;
      }
    }
    this.#isRunning = false;
  }

  async #write(changes: readonly (readonly [string, string | null])[]): Promise<void> {
    const at = Date.now();
    const kept = changes.flatMap(([name, text]) => (text === null ? [] : [seal(this.#keys, { name, text }, at)]));
    const removed = changes.flatMap(([name, text]) => (text === null ? [idOf(this.#keys, name)] : []));
    await this.#shelf.put(this.#owner, await Promise.all(kept), await Promise.all(removed));
  }
}
