/** Points from the upper left corner of the page. */
export type Place = { x: number; y: number; width: number; height: number };

export type Branding = {
  school: string;
  /** Such as "#1a5da8"; one that can be read on white. */
  color: string;
  /** PNG or JPEG. */
  logo: Uint8Array | null;
};

export type PdfOptions = {
  title: string;
  /** BCP 47. */
  language: string;
  branding: Branding;
  size?: "A4" | "LETTER";
  layout?: "portrait" | "landscape";
  /** The date in the file. The same date and the same blocks give the same bytes. */
  madeAt: Date;
  /** Beside the school at the top of the first page. */
  reference?: string;
  /** Up to two lines at the foot of each page; none makes a page without head and foot. */
  footer: readonly string[] | null;
  signal?: AbortSignal;
};
