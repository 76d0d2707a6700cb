import type { Block, PdfOptions } from "#src/platform/pdf/blocks.ts";
import { pdfOf } from "#src/platform/pdf/pdf-of.ts";

/** A PDF as a download, sent as it is made. A reader who leaves ends it. */
export function pdfResponse(
  options: PdfOptions,
  blocks: Iterable<Block> | AsyncIterable<Block>,
  fileName: string,
): Response {
  const pieces = pdfOf(options, blocks);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
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
