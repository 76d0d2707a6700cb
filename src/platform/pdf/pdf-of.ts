import type { Block } from "#src/platform/pdf/blocks.ts";
import { drawBars, drawLineChart } from "#src/platform/pdf/charts.ts";
import { Layout } from "#src/platform/pdf/layout.ts";
import type { PdfOptions } from "#src/platform/pdf/options.ts";
import { drawFacts, drawHeading, drawNote, drawParagraph } from "#src/platform/pdf/simple-blocks.ts";
import { drawTable } from "#src/platform/pdf/table.ts";

/**
 * A tagged PDF (PDF/UA) of these blocks, in pieces as they are made: a page is written as soon as it is full, so that a
 * document of any length takes little memory, and a reader that is slow makes the next page wait. The same options and
 * blocks give the same bytes. Throws the signal's reason when it is aborted, and what reading the blocks throws.
 */
export async function* pdfOf(
  options: PdfOptions,
  blocks: Iterable<Block> | AsyncIterable<Block>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const layout = new Layout(options);
  layout.begin();
  for await (const block of blocks) {
    options.signal?.throwIfAborted();
    if (block.kind === "table") {
      for await (const _ of drawTable(layout, block)) {
        options.signal?.throwIfAborted();
        yield* layout.written();
      }
    } else draw(layout, block);
    yield* layout.written();
  }
  layout.end();
  yield* layout.written();
}

/** The whole file at once, for what is small. */
export async function pdfBytes(
  options: PdfOptions,
  blocks: Iterable<Block> | AsyncIterable<Block>,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of pdfOf(options, blocks)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function draw(layout: Layout, block: Exclude<Block, { kind: "table" }>): void {
  if (block.kind === "heading") drawHeading(layout, block);
  else if (block.kind === "paragraph") drawParagraph(layout, block);
  else if (block.kind === "facts") drawFacts(layout, block);
  else if (block.kind === "note") drawNote(layout, block);
  else if (block.kind === "bars") drawBars(layout, block);
  else if (block.kind === "lines") drawLineChart(layout, block);
  else if (block.kind === "drawing") layout.place(block.height, (place) => block.draw(layout.pen, place));
  else if (block.kind === "spacer") layout.skip(block.height);
  else layout.newPage();
}
