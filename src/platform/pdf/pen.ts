import PDFDocument from "pdfkit";
import { latinFace, type Weight } from "#src/platform/pdf/fonts.ts";
import { type Line, linesOf, type Piece, printable, widthOf } from "#src/platform/pdf/lay-out-text.ts";
import { number, operatorsOf, type WrittenFont } from "#src/platform/pdf/operators.ts";
import type { PdfOptions, Place } from "#src/platform/pdf/options.ts";

export type TextStyle = {
  size: number;
  /** From line to line, in points. */
  leading: number;
  weight?: Weight;
  color?: string;
  align?: "left" | "right" | "center";
};

/** An element of the structure tree: what the document says to those who do not see it. */
export type Element = {
  add(child: unknown): unknown;
  end(): void;
  dictionary: { data: { P?: unknown } };
};
type ElementOptions = {
  /** In place of a picture. */
  alt?: string;
  /** What the cell is the head of, and how many columns it takes. */
  scope?: "Column" | "Row";
  span?: number;
  summary?: string;
};

/** What pdfkit has, and its types do not say. */
type Inside = Omit<PDFKit.PDFDocument, "struct" | "addStructure" | "page"> & {
  struct(type: string, options?: object): Element;
  addStructure(element: Element): void;
  openImage(content: Buffer): { width: number; height: number };
  ref(data: object): Ref;
  _font: WrittenFont & { id: string; ref(): Ref };
  page: PDFKit.PDFPage & { fonts: Record<string, unknown>; xobjects: Record<string, unknown> };
};
type Ref = { end(data?: string): void };

export const colors = {
  ink: "#16202e",
  muted: "#54606f",
  rule: "#d5dae2",
  faint: "#e9ecf0",
  plate: "#f1f3f6",
} as const;

/** A string that is plain in the file's directory and escaped in its XML, into which pdfkit puts it as it is. */
class TitleText extends String {
  override toString(): string {
    return this.valueOf().replace(/[&<>]/g, (sign) => (sign === "&" ? "&amp;" : sign === "<" ? "&lt;" : "&gt;"));
  }
}

/**
 * Draws on the pages of one document, in points from the upper left corner. Everything drawn is either in an element of
 * the structure tree or an artifact; `tagged` and `artifact` are the only ways to draw.
 */
export class Pen {
  readonly doc: Inside;
  readonly root: Element;
  readonly options: PdfOptions;
  #encoded = new Map<string, string>();
  #isOpen = false;
  #logo: { width: number; height: number } | undefined;

  constructor(options: PdfOptions) {
    this.options = options;
    const title = new TitleText(printable(options.title)) as unknown as string;
    this.doc = new PDFDocument({
      autoFirstPage: false,
      font: "",
      pdfVersion: "1.7",
      subset: "PDF/UA" as "PDF/A-1",
      tagged: true,
      displayTitle: true,
      lang: options.language,
      size: options.size ?? "A4",
      layout: options.layout ?? "portrait",
      margin: 0,
      info: { Title: title, CreationDate: options.madeAt, Producer: "pdfkit", Creator: "Competency" },
    }) as unknown as Inside;
    this.root = this.doc.struct("Document");
    this.doc.addStructure(this.root);
  }

  get page(): { width: number; height: number } {
    return this.doc.page;
  }

  addPage(): void {
    this.doc.addPage();
  }

  /** An element without content of its own, such as a table or a row; `end` it when its children are there, by `close`. */
  group(parent: Element, tag: string, options: ElementOptions = {}): Element {
    const element = this.#element(tag, options);
    parent.add(element);
    return element;
  }

  /** Draws what belongs to a new element. */
  tagged(parent: Element, tag: string, draw: () => void, options: ElementOptions = {}): void {
    if (this.#isOpen) throw new Error("what is drawn belongs to one element");
    const content = this.doc.markStructureContent(tag);
    this.#isOpen = true;
    draw();
    this.#isOpen = false;
    this.doc.endMarkedContent();
    const element = this.#element(tag, options);
    element.add(content);
    element.end();
    parent.add(element);
    forget(element);
  }

  close(element: Element): void {
    element.end();
    forget(element);
  }

  #element(tag: string, { alt, scope, span, summary }: ElementOptions): Element {
    const element = this.doc.struct(tag, alt === undefined ? {} : { alt: printable(alt) });
    const attributes = {
      ...(scope && { Scope: scope }),
      ...(span && span > 1 && { ColSpan: span }),
      ...(summary && { Summary: new String(printable(summary)) }),
    };
    if (Object.keys(attributes).length > 0)
      Object.assign(element.dictionary.data, { A: { O: "Table", ...attributes } });
    return element;
  }

  /** Draws what says nothing: rules, plates, and what is repeated on each page. */
  artifact(draw: () => void, type: "Layout" | "Pagination" = "Layout"): void {
    if (this.#isOpen) throw new Error("an artifact is no part of an element");
    this.doc.markContent("Artifact", { type });
    this.#isOpen = true;
    draw();
    this.#isOpen = false;
    this.doc.endMarkedContent();
  }

  /** Text as one element, wrapped to the width of its place; returns its height. */
  text(parent: Element, tag: string, text: string, style: TextStyle, place: Omit<Place, "height">): number {
    const lines = linesOf(text, style.size, style.weight ?? 400, place.width);
    this.tagged(parent, tag, () => this.drawLines(lines, style, place));
    return lines.length * style.leading;
  }

  /** Lines that were laid out before, within `tagged` or `artifact`. */
  drawLines(lines: readonly Line[], style: TextStyle, { x, y, width }: Omit<Place, "height">): void {
    const { size, leading, weight = 400, color = colors.ink, align = "left" } = style;
    const ascent = (latinFace(weight).ascent * size) / 1000;
    const baseline = y + (leading - size * 1.21) / 2 + ascent;
    for (const [index, line] of lines.entries()) {
      if (line.pieces.length === 0) continue;
      const lineWidth = (line.width * size) / 1000;
      const start = align === "left" ? x : align === "right" ? x + width - lineWidth : x + (width - lineWidth) / 2;
      const parts = line.pieces.map((piece) => this.#encode(piece, size)).join(" ");
      this.doc.addContent(
        `BT ${rgb(color)} rg 1 0 0 -1 ${number(start)} ${number(baseline + index * leading)} Tm ${parts} ET`,
      );
    }
  }

  /** Of text that is wrapped to a width, in points. */
  heightOf(text: string, { size, leading, weight = 400 }: TextStyle, width: number): number {
    return linesOf(text, size, weight, width).length * leading;
  }

  /** In points, on one line. */
  widthOf(text: string, { size, weight = 400 }: TextStyle): number {
    return widthOf(text, size, weight);
  }

  /** The school's logo, or its name alone, and the reference. The logo's height is 20 points. */
  brand(parent: Element, { x, y, width }: Omit<Place, "height">): void {
    const { branding, reference } = this.options;
    let textX = x;
    if (branding.logo) {
      this.#logo ??= this.doc.openImage(Buffer.from(branding.logo));
      const image = this.#logo;
      const scale = Math.min(20 / image.height, 120 / image.width);
      const size = { width: image.width * scale, height: image.height * scale };
      this.tagged(
        parent,
        "Figure",
        () => this.doc.image(image as unknown as string, x, y + (20 - size.height) / 2, size),
        { alt: `Logo of ${branding.school}` },
      );
      textX += size.width + 8;
    } else {
      this.artifact(() => this.fill({ x, y: y + 1, width: 4, height: 18 }, branding.color, 2));
      textX += 12;
    }
    const half = width * (reference ? 0.55 : 1);
    this.text(
      parent,
      "P",
      branding.school,
      { size: 10.5, leading: 20, weight: 600 },
      { x: textX, y, width: half - (textX - x) },
    );
    if (reference) {
      const style = { size: 8.25, leading: 20, color: colors.muted, align: "right" } as const;
      this.text(parent, "P", reference, style, { x: x + half, y, width: width - half });
    }
  }

  /** Text within `tagged` or `artifact`, on one line. */
  drawText(text: string, style: TextStyle, place: Omit<Place, "height">): void {
    const [line] = linesOf(text, style.size, style.weight ?? 400, place.width);
    if (line) this.drawLines([line], style, place);
  }

  rule(x: number, y: number, width: number, color: string = colors.rule, thickness = 0.6): void {
    this.doc.addContent(
      `${rgb(color)} RG ${number(thickness)} w ${number(x)} ${number(y)} m ${number(x + width)} ${number(y)} l S`,
    );
  }

  fill({ x, y, width, height }: Place, color: string, radius = 0): void {
    if (radius > 0) this.doc.roundedRect(x, y, width, height, radius).fill(color);
    else this.doc.addContent(`${rgb(color)} rg ${number(x)} ${number(y)} ${number(width)} ${number(height)} re f`);
  }

  frame({ x, y, width, height }: Place, color: string, radius = 0): void {
    this.doc.lineWidth(0.6).roundedRect(x, y, width, height, radius).stroke(color);
  }

  /**
   * Text that is known only at the end, such as the number of pages: its place is kept by a form, which `finish` of the
   * returned function writes. Within `artifact`.
   */
  later(style: TextStyle, place: Place): (text: string) => void {
    const name = `Later${Object.keys(this.doc.page.xobjects).length}`;
    const fonts: Record<string, unknown> = {};
    const form = this.doc.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, 0, place.width, place.height],
      Resources: { Font: fonts },
    });
    this.doc.page.xobjects[name] = form;
    this.doc.addContent(`q 1 0 0 -1 ${number(place.x)} ${number(place.y + place.height)} cm /${name} Do Q`);
    return (text) => {
      const { size, weight = 400, color = colors.ink } = style;
      const [line] = linesOf(text, size, weight);
      if (!line) return form.end(" ");
      const parts = line.pieces.map((piece) => this.#encode(piece, size, fonts)).join(" ");
      const start = place.width - (line.width * size) / 1000;
      form.end(`BT ${rgb(color)} rg 1 0 0 1 ${number(start)} ${number(place.height - size)} Tm ${parts} ET`);
    };
  }

  /** The font and the glyphs of a piece as operators of a content stream. */
  #encode(piece: Piece, size: number, fonts = this.doc.page.fonts): string {
    const { face } = piece;
    this.doc.font(face.source as unknown as string, face.id);
    const font = this.doc._font;
    fonts[font.id] ??= font.ref();
    const key = `${face.id} ${piece.isRtl} ${size} ${piece.text}`;
    const known = this.#encoded.get(key);
    if (known) return known;
    // Without ActualText: readers put back into order what runs to the left, and would do so with it a second time.
    const made = `/${font.id} ${number(size)} Tf ${operatorsOf(piece, font, size)}`;
    if (this.#encoded.size >= encodedLimit) this.#encoded.clear();
    this.#encoded.set(key, made);
    return made;
  }
}

/** What is written is not kept: a long table has many elements. Only the number of the object is used from here on, and its parent. */
function forget(element: Element): void {
  const { P } = element.dictionary.data;
  element.dictionary.data = { P };
}

const encodedLimit = 5_000;

function rgb(color: string): string {
  const value = Number.parseInt(color.slice(1), 16);
  return [16, 8, 0].map((shift) => number(((value >> shift) & 255) / 255)).join(" ");
}
