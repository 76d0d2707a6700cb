import { fileStore } from "#src/platform/files/open-file-store.ts";

/**
 * Who was erased, noted outside of the database: a backup from before an erasure still has the person, and nothing in it
 * says that they asked to go. A note is an id and a time (seconds since 1970) in its key, `erasures/<id>/<seconds>`.
 */
const folder = "erasures";

export type ErasureNote = { personId: string; at: number };

export async function noteErasures(personIds: readonly string[], at: Date): Promise<void> {
  const seconds = Math.floor(at.getTime() / 1000);
  for (const personId of personIds) await fileStore().note(`${folder}/${personId}/${seconds}`);
}

/** All notes, some at once. */
export async function* readErasureNotes(atOnce = 1_000): AsyncGenerator<ErasureNote[]> {
  let notes: ErasureNote[] = [];
  for await (const key of fileStore().notesIn(folder)) {
    const [, personId, seconds] = key.split("/");
    if (personId && seconds) notes.push({ personId, at: Number(seconds) });
    if (notes.length === atOnce) {
      yield notes;
      notes = [];
    }
  }
  if (notes.length > 0) yield notes;
}
