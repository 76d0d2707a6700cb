import type { PdfOptions, Place } from "#src/platform/pdf/options.ts";
import { colors, Pen, type TextStyle } from "#src/platform/pdf/pen.ts";

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

  get #bottom(): number {
    return this.pen.page.height - (this.#options.footer ? footHeight + margin - 12 : margin);
  }

  #drawHead(): void {
    this.pen.brand(this.pen.root, { x: margin, y: this.#y, width: this.width });
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
