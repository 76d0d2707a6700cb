import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { pictureHeads } from "./picture-heads.ts";
import { wordDocument } from "./zip.ts";

/** Files as people send them, and as nobody should. */

export const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

/** A photo as a phone makes it: lying on its side, with the place where it was taken. */
export function phonePhoto(): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: "#d08040" } })
    .jpeg()
    .withExif({
      IFD0: { Make: "Phone" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "59/1 54/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "10/1 45/1 0/1" },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** One bit for each point: 12 MB of points in 12 KB. */
export function hugePng(side: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  const points = Buffer.alloc(side * (1 + Math.ceil(side / 8)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(points)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export type Hostile = { name: string; type: string; content: Buffer; status: number; reason: RegExp };

export async function hostileFiles(): Promise<[title: string, file: Hostile][]> {
  const jpeg = await phonePhoto();
  const php = Buffer.from("<?php system($_GET['c']); ?>");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const zeros = Buffer.alloc(120 * 1024 * 1024);
  const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  const refused = (name: string, type: string, content: Buffer, reason: RegExp, status = 415): Hostile => ({
    name,
    type,
    content,
    status,
    reason,
  });
  return [
    [
      "a program that calls itself a PDF",
      refused("a.pdf", "application/pdf", Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000", "latin1"), /not accepted/),
    ],
    [
      "a PDF that calls itself a picture",
      refused("a.jpg", "image/jpeg", pdf, /ends in \.jpg, but the content is a PDF/),
    ],
    [
      "a page that calls itself text",
      refused("a.txt", "text/plain", Buffer.from("\ufeff\n<!doctype html><p>Hello"), /can run programs/),
    ],
    ["a drawing with a script", refused("a.svg", "image/svg+xml", svg, /end in \.svg are not accepted/)],
    ["a drawing with a script that calls itself a picture", refused("a.png", "image/png", svg, /can run programs/)],
    ["a drawing with a script that calls itself text", refused("a.txt", "text/plain", svg, /can run programs/)],
    ["PHP at the end of a JPEG", refused("a.jpg", "image/jpeg", Buffer.concat([jpeg, php]), /contains program code/)],
    [
      "PHP in the comment of a JPEG",
      refused(
        "a.jpg",
        "image/jpeg",
        Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, php.length + 2]), php, jpeg.subarray(2)]),
        /contains program code/,
      ),
    ],
    [
      "PHP after the first bytes of a JPEG",
      refused("a.jpg", "image/jpeg", Buffer.concat([jpeg.subarray(0, 20), php]), /contains program code/),
    ],
    ["the name of a PHP program", refused("a.php", "image/jpeg", jpeg, /end in \.php are not accepted/)],
    ["half a picture", refused("a.jpg", "image/jpeg", jpeg.subarray(0, jpeg.length - 60), /damaged/)],
    [
      "a zip bomb",
      refused("a.docx", word, wordDocument([{ name: "word/media/a", content: zeros }]), /unpack to far more/),
    ],
    [
      "a zip bomb that says it is small",
      refused(
        "a.docx",
        word,
        wordDocument([{ name: "word/media/a", content: zeros, saysBytes: 1000 }]),
        /unpack to far more/,
      ),
    ],
    [
      "entries of an archive that overlap",
      refused(
        "a.docx",
        word,
        wordDocument([{ name: "word/media/a", content: Buffer.alloc(9), saysAt: 2 }]),
        /unpack to far more/,
      ),
    ],
    [
      "a document with macros",
      refused(
        "a.docx",
        word,
        wordDocument([{ name: "word/vbaProject.bin", content: Buffer.alloc(9) }]),
        /contains programs/,
      ),
    ],
    [
      "a document that unpacks outside its folder",
      refused("a.docx", word, wordDocument([{ name: "../../a", content: Buffer.alloc(9) }]), /damaged/),
    ],
    ["10,000 x 10,000 points", refused("a.png", "image/png", hugePng(10_000), /10000 × 10000 points/, 413)],
    [
      "a JPEG of 60,000 x 60,000 points",
      refused("a.jpg", "image/jpeg", pictureHeads(60_000, 60_000).jpeg, /60000 × 60000 points/, 413),
    ],
    ["a path in its name", refused("../../etc/cron.d/a.pdf", "application/pdf", pdf, /must not contain a folder/, 422)],
    ["a Windows path in its name", refused("..\\..\\a.pdf", "application/pdf", pdf, /must not contain a folder/, 422)],
    ["no name", refused("..", "application/pdf", pdf, /needs a name/, 422)],
    [
      "a photo whose location cannot be taken out",
      refused(
        "a.heic",
        "image/heic",
        Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")]),
        /HEIC/,
      ),
    ],
  ];
}
