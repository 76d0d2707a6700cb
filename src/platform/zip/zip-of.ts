import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

export type ZipEntry = {
  /** With `/` between folders. */
  name: string;
  /** Read once, as fast as the archive is taken. */
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** What is packed already (pictures, films, PDF) is stored as it is. */
  isPacked?: boolean;
};

/**
 * An archive by APPNOTE 6.3, made and given in pieces: it holds no more than a few of them, so that one of any number of
 * entries fits. Without Zip64: an entry, and the whole, may have 4 GiB. Entries are taken one after another, so what makes
 * them may decide on the next when the last is written.
 * @throws what `entries` and their pieces throw
 */
export async function* zipOf(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const zipped: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    if (piece.length > 0) zipped.push(piece);
  });
  for await (const { name, pieces, isPacked } of entries) {
    const file = isPacked ? new ZipPassThrough(name) : new ZipDeflate(name);
    zip.add(file);
    for await (const piece of pieces) {
      file.push(piece);
      yield* zipped.splice(0);
    }
    file.push(new Uint8Array(0), true);
    yield* zipped.splice(0);
  }
  zip.end();
  yield* zipped.splice(0);
}
