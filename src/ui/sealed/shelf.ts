import { makeKeys, type PersonKeys, type SealedEntry } from "./sealing.ts";

/** Nobody sends anything after so long; a browser whose person does not return has nothing of them then. */
export const keptMs = 72 * 3_600_000;

type KeptKeys = { keys: PersonKeys; at: number };

/** Where this browser has sealed entries and the keys of their owners: IndexedDB, the one place that can hold such keys. */
export class Shelf {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  static async open(): Promise<Shelf> {
    const request = indexedDB.open("sealed", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("entries");
    };
    return new Shelf(await answerOf(request));
  }

  /** The keys of a person; made when there are none, once for all tabs. */
  async keysOf(owner: string): Promise<PersonKeys> {
    const made = await makeKeys();
    const { keys: store, done } = this.#change();
    const kept: KeptKeys | undefined = await answerOf(store.get(owner));
    const keys = kept?.keys ?? made;
    store.put({ keys, at: Date.now() }, owner);
    await done;
    return keys;
  }

  async list(owner: string): Promise<SealedEntry[]> {
    return answerOf(this.#database.transaction("entries").objectStore("entries").getAll(allOf(owner)));
  }

  /** Fails without the person's keys, which another tab has removed: nothing could be read again. */
  async put(owner: string, entries: readonly SealedEntry[], removed: readonly string[]): Promise<void> {
    const { keys, entries: store, done } = this.#change();
    const kept: KeptKeys | undefined = await answerOf(keys.get(owner));
    if (kept) {
      keys.put({ ...kept, at: Date.now() }, owner);
      for (const entry of entries) store.put(entry, `${owner} ${entry.id}`);
      for (const id of removed) store.delete(`${owner} ${id}`);
    }
    await done;
    if (!kept) throw new Error("the keys are gone");
  }

  /** A person's entries and keys, so that what a copy of the disk may still have opens no more. */
  async clear(owner: string): Promise<void> {
    const { keys, entries, done } = this.#change();
    keys.delete(owner);
    entries.delete(allOf(owner));
    await done;
  }

  /** Removes what is older than `keptMs`, of whomever, and the keys of those who have nothing left and did not come. */
  async purge(at: number): Promise<void> {
    const { keys, entries, done } = this.#change();
    const [names, written, owners, used] = await Promise.all([
      answerOf(entries.getAllKeys()),
      answerOf(entries.getAll()),
      answerOf(keys.getAllKeys()),
      answerOf(keys.getAll()),
    ]);
    const needed = new Set<string>();
    names.forEach((name, index) => {
      if (isOver(written[index]?.at, at)) entries.delete(name);
      else needed.add(String(name).split(" ")[0] ?? "");
    });
    owners.forEach((owner, index) => {
      if (!needed.has(String(owner)) && isOver(used[index]?.at, at)) keys.delete(owner);
    });
    await done;
  }

  #change(): { keys: IDBObjectStore; entries: IDBObjectStore; done: Promise<void> } {
    const transaction = this.#database.transaction(["keys", "entries"], "readwrite");
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    // Whoever fails before they wait for it says so by themselves.
    done.catch(() => {});
    return { keys: transaction.objectStore("keys"), entries: transaction.objectStore("entries"), done };
  }
}

/** A time in the future is of a clock that was wrong. */
export function isOver(writtenAt: number | undefined, at: number): boolean {
  return writtenAt === undefined || Math.abs(at - writtenAt) > keptMs;
}

function allOf(owner: string): IDBKeyRange {
  return IDBKeyRange.bound(`${owner} `, `${owner} \uffff`);
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
