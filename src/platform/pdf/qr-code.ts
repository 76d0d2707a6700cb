import encodeQR from "qr";
import type { Place } from "#src/platform/pdf/options.ts";
import type { Element, Pen } from "#src/platform/pdf/pen.ts";

/** A QR code of an address as vectors, dark on white, and a link to the address. `alternative` is what readers hear. */
export function drawQr(
  pen: Pen,
  parent: Element,
  { url, alternative }: { url: string; alternative: string },
  { x, y, width }: Omit<Place, "height">,
): void {
  // Without its border: the paper around it is white.
  const bordered = encodeQR(url, "raw", { ecc: "medium", border: 1 });
  const rows = bordered.slice(1, -1).map((row) => row.slice(1, -1));
  const unit = width / rows.length;
  pen.tagged(
    parent,
    "Figure",
    () => {
      const { doc } = pen;
      for (const [row, modules] of rows.entries()) {
        // Neighbours are one rectangle, so that no hair of white stands between them.
        for (let from = 0; from < modules.length; ) {
          let to = from;
          while (modules[to]) to += 1;
          if (to > from) doc.rect(x + from * unit, y + row * unit, (to - from) * unit, unit * 1.02);
          from = Math.max(to, from) + 1;
        }
      }
      doc.fill("#16202e");
    },
    { alt: alternative },
  );
}
