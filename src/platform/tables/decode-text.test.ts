import { describe, expect, it } from "vitest";
import { decodeText } from "#src/platform/tables/decode-text.ts";

const utf16 = (text: string, isBig = false) => {
  const bytes = Buffer.from(text, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};
const read = (bytes: Uint8Array) => decodeText(bytes, "a table (.csv)");
const faultsOf = (bytes: Uint8Array) => read(bytes).faults.map(({ severity, message }) => `${severity}: ${message}`);

describe("decodeText", () => {
  it("reads UTF-8 without a message, with or without a byte-order mark", () => {
    expect(read(Buffer.from("näme"))).toEqual({ text: "näme", faults: [] });
    expect(read(Buffer.from("\ufeffnäme"))).toEqual({ text: "näme", faults: [] });
  });

  it("reads UTF-16 of either order by its mark, and reports it", () => {
    expect(read(utf16("\ufeffnäme"))).toMatchObject({ text: "näme" });
    expect(faultsOf(utf16("\ufeffnäme"))).toEqual(["notice: The file is encoded as UTF-16LE."]);
    expect(read(utf16("\ufeffnäme", true))).toMatchObject({ text: "näme" });
    expect(faultsOf(utf16("\ufeffnäme", true))).toEqual(["notice: The file is encoded as UTF-16BE."]);
  });

  it("detects UTF-16 without a mark by its zero bytes", () => {
    expect(read(utf16("code,name"))).toMatchObject({ text: "code,name" });
    expect(read(utf16("code,name", true))).toMatchObject({ text: "code,name" });
  });

  it("reads bytes that are not valid UTF-8 as Windows-1252, and asks to check the accents", () => {
    const bytes = Buffer.from([0x6e, 0xe4, 0x6d, 0x65, 0x20, 0x93, 0x94, 0x80]);
    expect(read(bytes)).toMatchObject({ text: "näme “”€" });
    expect(faultsOf(bytes)).toEqual([
      "warning: The file is not UTF-8; it was read as Windows-1252. Check letters with accents.",
    ]);
  });

  it("reports bytes that are invalid in the encoding of the mark", () => {
    const bytes = Buffer.concat([Buffer.from("\ufeffa"), Buffer.from([0xff])]);
    expect(read(bytes)).toMatchObject({ text: "a\ufffd" });
    expect(faultsOf(bytes)).toEqual(["warning: Some bytes are not valid UTF-8 and were replaced by �."]);
    expect(faultsOf(Buffer.concat([utf16("\ufeffab"), Buffer.from([0x41])]))).toHaveLength(2);
  });

  it("refuses a binary file", () => {
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", "base64");
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => ((i * 89 + 7) % 255) + 1));
    for (const bytes of [png, noise, Buffer.from("code,name\u0000"), Buffer.from([0, 0, 0, 0])]) {
      expect(read(bytes)).toEqual({
        text: undefined,
        faults: [{ severity: "error", message: "This is not a text file. Choose a table (.csv)." }],
      });
    }
  });

  it("explains what to do instead of uploading workbooks and PDFs", () => {
    expect(faultsOf(Buffer.from("PK\u0003\u0004…"))).toEqual([
      expect.stringContaining("Save the sheet as .xlsx or CSV"),
    ]);
    expect(faultsOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toEqual([expect.stringContaining("old workbook")]);
    expect(faultsOf(Buffer.from("%PDF-1.7"))).toEqual([expect.stringContaining("This is a PDF")]);
  });

  it("leaves an empty file empty", () => {
    expect(read(new Uint8Array())).toEqual({ text: "", faults: [] });
  });
});
