import type { PdfOptions, Place } from "#src/platform/pdf/blocks.ts";
import { colors, type Element, Pen, type TextStyle } from "#src/platform/pdf/pen.ts";

const margin = 42;
const footHeight = 48;
const headHeight = 36;
const small: TextStyle = { size: 7.5, leading: 11, color: colors.muted };

/** Where the next block goes, page after page, with the head of the first and the foot of each. */
export class Layout {
  readonly pen: Pen;
  readonly #options: PdfOptions;
  #y = 0;
  #pages = 0;
  #numbers: ((text: string) => void)[] = [];
  #logo: { width: number; height: number } | undefined;

  constructor(options: PdfOptions) {
    this.#options = options;
    this.pen = new Pen(options);
  }

  get width(): number {
    return this.pen.page.width - 2 * margin;
  }

  get left(): number {
    return margin;
  }

  get y(): number {
    return this.#y;
  }

  get pageCount(): number {
    return this.#pages;
  }

  /** Points down to the foot of the page. */
  get room(): number {
    return this.#bottom - this.#y;
  }

  /** Where a page has room from its top to its foot. */
  get fullRoom(): number {
    return this.#bottom - margin;
  }

  begin(): void {
    this.newPage();
    if (this.#options.footer) this.#drawHead();
  }

  newPage(): void {
    this.pen.addPage();
    this.#pages += 1;
    this.#y = margin;
    if (this.#options.footer) this.#drawFoot(this.#options.footer);
  }

  skip(height: number): void {
    this.#y += height;
  }

  /** Begins a new page where less than this is left; true if it did. */
  ensure(height: number): boolean {
    if (height <= this.room || this.#y <= margin) return false;
    this.newPage();
    return true;
  }

  /** Draws something of this height, which stays on one page. */
  place(height: number, draw: (place: Place) => void): void {
    this.ensure(height);
    draw({ x: margin, y: this.#y, width: this.width, height });
    this.#y += height;
  }

  end(): void {
    const total = this.#pages;
    for (const [index, write] of this.#numbers.entries()) write(`Page ${index + 1} of ${total}`);
    this.pen.root.end();
    this.pen.doc.end();
  }

  /** The bytes since the last call. */
  *written(): Generator<Uint8Array, void, undefined> {
    for (let chunk = this.pen.doc.read(); chunk !== null; chunk = this.pen.doc.read()) yield chunk as Uint8Array;
  }

  /** The school's logo, or its name alone, and the reference. The logo's height is 20 points. */
  drawBrand(parent: Element, { x, y, width }: Omit<Place, "height">): void {
    const { branding, reference } = this.#options;
    let textX = x;
    if (branding.logo) {
      this.#logo ??= this.pen.doc.openImage(Buffer.from(branding.logo));
      const image = this.#logo;
      const scale = Math.min(20 / image.height, 120 / image.width);
      const size = { width: image.width * scale, height: image.height * scale };
      this.pen.tagged(
        parent,
        "Figure",
        () => this.pen.doc.image(image as unknown as string, x, y + (20 - size.height) / 2, size),
        { alt: `Logo of ${branding.school}` },
      );
      textX += size.width + 8;
    } else {
      this.pen.artifact(() => this.pen.fill({ x, y: y + 1, width: 4, height: 18 }, branding.color, 2));
      textX += 12;
    }
    const half = width * 0.62;
    this.pen.text(
      parent,
      "P",
      branding.school,
      { size: 10.5, leading: 20, weight: 600 },
      { x: textX, y, width: half - (textX - x) },
    );
    if (reference) {
      const style = { ...small, size: 8.25, leading: 20, align: "right" } as const;
      this.pen.text(parent, "P", reference, style, { x: x + half, y, width: width - half });
    }
  }

  get #bottom(): number {
    return this.pen.page.height - (this.#options.footer ? footHeight + margin - 12 : margin);
  }

  #drawHead(): void {
    this.drawBrand(this.pen.root, { x: margin, y: this.#y, width: this.width });
    this.#y += headHeight;
  }

  #drawFoot(lines: readonly string[]): void {
    const top = this.pen.page.height - margin - footHeight + 18;
    this.pen.artifact(() => {
      this.pen.rule(margin, top, this.width);
      for (const [index, line] of lines.entries()) {
        this.pen.drawText(line, small, { x: margin, y: top + 7 + index * 11, width: this.width - 90 });
      }
      const place = { x: margin + this.width - 90, y: top + 7 + (lines.length - 1) * 11, width: 90, height: 11 };
      this.#numbers.push(this.pen.later({ ...small, color: colors.ink }, place));
    }, "Pagination");
  }
}
