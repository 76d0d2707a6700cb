import type { Facts, Heading, Note, Paragraph } from "#src/platform/pdf/blocks.ts";
import { linesOf } from "#src/platform/pdf/lay-out-text.ts";
import type { Layout } from "#src/platform/pdf/layout.ts";
import { colors, type TextStyle } from "#src/platform/pdf/pen.ts";

const headings: Record<Heading["level"], TextStyle & { before: number; after: number }> = {
  1: { size: 18, leading: 24, weight: 600, before: 0, after: 2 },
  2: { size: 11.25, leading: 16, weight: 600, before: 14, after: 4 },
  3: { size: 9.5, leading: 13, weight: 600, before: 10, after: 3 },
};

/** What must follow a heading on its page. */
const kept = 92;

export function drawHeading(layout: Layout, { level, text }: Heading): void {
  const { before, after, ...style } = headings[level];
  const height = linesOf(text, style.size, 600, layout.width).length * style.leading;
  if (!layout.ensure(before + height + kept)) layout.skip(before);
  layout.place(height + after, (place) => layout.pen.text(layout.pen.root, `H${level}`, text, style, place));
}

/** A paragraph breaks over pages between its lines. */
export function drawParagraph(layout: Layout, { text, tone = "body" }: Paragraph): void {
  const style = paragraphStyle(tone, layout.pen.options.branding.color);
  const lines = linesOf(text, style.size, style.weight ?? 400, Math.min(layout.width, 460));
  for (let from = 0; from < lines.length; ) {
    layout.ensure(style.leading * Math.min(2, lines.length - from));
    const fits = Math.max(1, Math.floor(layout.room / style.leading));
    const part = lines.slice(from, from + fits);
    layout.place(part.length * style.leading, (place) =>
      layout.pen.tagged(layout.pen.root, "P", () => layout.pen.drawLines(part, style, place)),
    );
    from += part.length;
  }
  layout.skip(tone === "eyebrow" ? 1 : 4);
}

function paragraphStyle(tone: NonNullable<Paragraph["tone"]>, brand: string): TextStyle {
  switch (tone) {
    case "body":
      return { size: 9, leading: 13.5 };
    case "quiet":
      return { size: 9, leading: 13.5, color: colors.muted };
    case "small":
      return { size: 7.75, leading: 11.25, color: colors.muted };
    case "eyebrow":
      return { size: 9.5, leading: 13, weight: 600, color: brand };
  }
}

const label: TextStyle = { size: 8.25, leading: 12, color: colors.muted };
const value: TextStyle = { size: 11, leading: 15, weight: 600 };

/** As a list of labels and values, each beside the next. */
export function drawFacts(layout: Layout, { items }: Facts): void {
  const perRow = Math.max(1, Math.min(items.length, Math.floor(layout.width / 118)));
  const width = layout.width / perRow;
  const { pen } = layout;
  layout.skip(6);
  const list = pen.group(pen.root, "L");
  for (let from = 0; from < items.length; from += perRow) {
    const row = items.slice(from, from + perRow);
    const lines = row.map((item) => linesOf(item.value, value.size, 600, width - 10).length);
    layout.place(label.leading + Math.max(...lines) * value.leading + 8, ({ x, y }) => {
      for (const [index, item] of row.entries()) {
        const place = { x: x + index * width, width: width - 10 };
        const entry = pen.group(list, "LI");
        pen.text(entry, "Lbl", item.label, label, { ...place, y });
        pen.text(entry, "LBody", item.value, value, { ...place, y: y + label.leading });
        pen.close(entry);
      }
    });
  }
  pen.close(list);
}

const noteTitle: TextStyle = { size: 8, leading: 11.5, weight: 600 };
const noteText: TextStyle = { size: 8, leading: 11.5 };
const pad = 10;

export function drawNote(layout: Layout, { title, text }: Note): void {
  const { pen } = layout;
  const width = layout.width - 2 * pad;
  const titles = linesOf(title, noteTitle.size, 600, width);
  const lines = linesOf(text, noteText.size, 400, width);
  const height = 2 * pad + titles.length * noteTitle.leading + lines.length * noteText.leading;
  if (!layout.ensure(height + 14)) layout.skip(14);
  layout.place(Math.min(height, layout.fullRoom), (place) => {
    pen.artifact(() => pen.fill(place, colors.plate, 6));
    const inner = { x: place.x + pad, width };
    pen.tagged(pen.root, "P", () => {
      pen.drawLines(titles, noteTitle, { ...inner, y: place.y + pad });
      pen.drawLines(lines, noteText, { ...inner, y: place.y + pad + titles.length * noteTitle.leading });
    });
  });
}
