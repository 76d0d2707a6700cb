import { download } from "#src/platform/http/download.ts";
import type { Block } from "#src/platform/pdf/blocks.ts";
import type { PdfOptions } from "#src/platform/pdf/options.ts";
import { pdfOf } from "#src/platform/pdf/pdf-of.ts";

/** A PDF as a download. What fails before the first page is full is thrown; a reader who leaves ends it. */
export async function pdfResponse(
  options: PdfOptions,
  blocks: Iterable<Block> | AsyncIterable<Block>,
  fileName: string,
): Promise<Response> {
  const pieces = pdfOf(options, blocks);
  const first = await pieces.next();
  return download(fileName, "application/pdf", withFirst(first, pieces));
}

async function* withFirst(
  first: IteratorResult<Uint8Array, void>,
  pieces: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array> {
  if (first.done) return;
  try {
    yield first.value;
    yield* pieces;
  } finally {
    await pieces.return(undefined);
  }
}
