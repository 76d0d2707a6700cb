import type { Block } from "#src/platform/pdf/blocks.ts";
import type { PdfOptions } from "#src/platform/pdf/options.ts";
import { pdfOf } from "#src/platform/pdf/pdf-of.ts";

/**
 * A PDF as a download, sent as it is made. What fails before the first page is full is thrown; a reader who leaves ends
 * it.
 */
export async function pdfResponse(
  options: PdfOptions,
  blocks: Iterable<Block> | AsyncIterable<Block>,
  fileName: string,
): Promise<Response> {
  const pieces = pdfOf(options, blocks);
  let first: IteratorResult<Uint8Array, void> | undefined = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = first ?? (await pieces.next());
      first = undefined;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
