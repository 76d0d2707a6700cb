import type { Certificate } from "#src/features/certificates/schema.ts";
import { dayWords } from "#src/lib/day.ts";
import type { Drawing } from "#src/platform/pdf/blocks.ts";
import type { Place } from "#src/platform/pdf/options.ts";
import { colors, type Pen, type TextStyle } from "#src/platform/pdf/pen.ts";
import { drawQr } from "#src/platform/pdf/qr-code.ts";

type Facts = { student: string; assessments: number; assessors: number; minutes: number };

const quiet: TextStyle = { size: 11, leading: 16, color: colors.muted };
const label: TextStyle = { size: 9, leading: 13, color: colors.muted };
const value: TextStyle = { size: 13.5, leading: 18, weight: 600 };
const line: TextStyle = { size: 9.5, leading: 13 };
const small: TextStyle = { size: 8.25, leading: 12, color: colors.muted, align: "right" };
const inset = 54;
/** Of the list at the side, from the top of the page, so that what follows has room. */
const leastBelow = 262;

/** The page of a certificate: the name large, counts that can be checked, and how to check that it still holds. */
export function certificateBlock(certificate: Certificate, facts: Facts): Drawing {
  return {
    kind: "drawing",
    height: 500,
    draw(pen, page) {
      const { branding } = pen.options;
      pen.artifact(() => {
        const frame = { x: page.x - 20, y: page.y - 20, width: page.width + 40, height: pen.page.height - 44 };
        pen.frame(frame, colors.rule, 8);
        pen.fill({ ...frame, height: 5 }, branding.color);
      });
      const place = { ...page, x: page.x + inset - 20, width: page.width - 2 * (inset - 20) };
      pen.brand(pen.root, { ...place, y: page.y + 16 });
      const side = place.width * 0.3;
      const main = { ...place, y: page.y + 84, width: place.width - side - 40 };
      const bottom = drawStatement(pen, certificate, facts, main);
      const sideBottom = drawCategories(pen, certificate, {
        ...place,
        x: place.x + place.width - side,
        y: page.y + 98,
        width: side,
      });
      drawFacts(pen, certificate, facts, { ...place, y: Math.max(bottom, sideBottom) + 26 });
      drawCheck(pen, certificate, { ...place, y: pen.page.height - 158, height: 88 });
    },
  };
}

function drawStatement(
  pen: Pen,
  { competencies, framework, version }: Certificate,
  { student }: Facts,
  place: Place,
): number {
  let y = place.y;
  y += pen.text(pen.root, "P", "This is to certify that", quiet, { ...place, y });
  const size = nameSize(pen, student, place.width);
  const name: TextStyle = { size, leading: size * 1.2, weight: 600 };
  y += 4 + pen.text(pen.root, "H1", student, name, { ...place, y: y + 4 });
  const all = competencies === 1 ? "the one competency" : `all ${competencies} competencies`;
  const said = `has completed ${all} of ${framework}, version ${version}, each at its target level.`;
  const style = [14, 11, 9]
    .map((size) => ({ size, leading: size * 1.53 }))
    .find((one) => pen.heightOf(said, one, place.width) <= 90);
  return y + 14 + pen.text(pen.root, "P", said, style ?? { size: 7, leading: 10 }, { ...place, y: y + 14 });
}

/** As large as the name allows on at most two lines. */
function nameSize(pen: Pen, name: string, width: number): number {
  const sizes = [36, 30, 24, 18];
  return (
    sizes.find((size) => pen.widthOf(name, { size, leading: size, weight: 600 }) <= width * (size > 24 ? 1 : 1.8)) ?? 12
  );
}

function drawCategories(pen: Pen, { categories }: Certificate, place: Place): number {
  let y = place.y;
  const list = pen.group(pen.root, "L");
  for (const { name, count } of categoriesThatFit(pen, categories, place)) {
    pen.artifact(() => pen.rule(place.x, y, place.width));
    const item = pen.group(list, "LI");
    const height = pen.text(item, "Lbl", name, line, { ...place, y: y + 6, width: place.width - 34 });
    pen.text(
      item,
      "LBody",
      String(count),
      { ...line, weight: 600, align: "right" },
      { x: place.x + place.width - 30, y: y + 6, width: 30 },
    );
    pen.close(item);
    y += height + 12;
  }
  pen.close(list);
  pen.artifact(() => pen.rule(place.x, y, place.width));
  return y;
}

/** As many as there is room for; the last line then counts the others. */
function categoriesThatFit(pen: Pen, categories: Certificate["categories"], place: Place): Certificate["categories"] {
  const room = pen.page.height - leastBelow - place.y;
  const heights = categories.map(({ name }) => pen.heightOf(name, line, place.width - 34) + 12);
  let used = 0;
  const count = heights.findIndex((height, index) => {
    used += height;
    return used > room - (index < heights.length - 1 ? line.leading + 12 : 0);
  });
  if (count < 0) return categories;
  const others = categories.slice(count);
  const name = others.length === 1 ? "1 more category" : `${others.length} more categories`;
  return [...categories.slice(0, count), { name, count: others.reduce((sum, other) => sum + other.count, 0) }];
}

function drawFacts(
  pen: Pen,
  { completedOn }: Certificate,
  { assessments, assessors, minutes }: Facts,
  place: Place,
): void {
  const items = [
    { name: "Completed on", text: dayWords(completedOn) },
    { name: "Assessments", text: count(assessments) },
    { name: "Assessors", text: count(assessors) },
    ...(minutes > 0 ? [{ name: "Approved hours", text: count(Math.floor(minutes / 60)) }] : []),
  ];
  const width = place.width / items.length;
  pen.artifact(() => {
    pen.rule(place.x, place.y, place.width);
    pen.rule(place.x, place.y + 56, place.width);
  });
  const list = pen.group(pen.root, "L");
  for (const [index, { name, text }] of items.entries()) {
    const at = { x: place.x + index * width, width: width - 8 };
    const item = pen.group(list, "LI");
    pen.text(item, "Lbl", name, label, { ...at, y: place.y + 12 });
    pen.text(item, "LBody", text, value, { ...at, y: place.y + 26 });
    pen.close(item);
  }
  pen.close(list);
}

function drawCheck(pen: Pen, { code, address }: Certificate, place: Place): void {
  const size = 78;
  const x = place.x + place.width - size;
  const text = { x: place.x, width: place.width - size - 14 };
  const host = new URL("/verify", address);
  let y = place.y + 10;
  y += pen.text(
    pen.root,
    "P",
    "Check that it still holds",
    { ...small, weight: 600, color: colors.ink },
    { ...text, y },
  );
  y += pen.text(pen.root, "P", "Scan, or enter the code at", small, { ...text, y });
  y += pen.text(pen.root, "P", host.host + host.pathname, small, { ...text, y });
  pen.text(pen.root, "P", code, { size: 10.5, leading: 17, weight: 600, align: "right" }, { ...text, y: y + 3 });
  drawQr(pen, pen.root, { url: address, alternative: `QR code of ${address}` }, { x, y: place.y, width: size });
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}
