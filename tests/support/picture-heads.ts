/** The first bytes of pictures of this size, and nothing behind them. */
export function pictureHeads(
  width: number,
  height: number,
): Record<"png" | "jpeg" | "gif" | "webp" | "webpLossless" | "webpLossy", Buffer> {
  const png = Buffer.alloc(33);
  png.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png[24] = 8;
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const application = Buffer.concat([Buffer.from([0xff, 0xe1, 0x10, 0x00]), Buffer.alloc(0x0ffe, 0xc0)]);
  const gif = Buffer.from("GIF89a\0\0\0\0\0\0\0", "latin1");
  gif.writeUInt16LE(width, 6);
  gif.writeUInt16LE(height, 8);
  const riff = (kind: string) => {
    const head = Buffer.alloc(30);
    head.write(`RIFF\x40\0\0\0WEBP${kind}\x0a\0\0\0`, "latin1");
    return head;
  };
  const canvas = riff("VP8X");
  canvas.writeUIntLE(width - 1, 24, 3);
  canvas.writeUIntLE(height - 1, 27, 3);
  const lossy = riff("VP8 ");
  lossy.writeUInt16LE(width & 0x3fff, 26);
  lossy.writeUInt16LE(height & 0x3fff, 28);
  const lossless = riff("VP8L");
  lossless[20] = 0x2f;
  lossless.writeUInt32LE(((width - 1) & 0x3fff) | (((height - 1) & 0x3fff) << 14), 21);
  return {
    png,
    jpeg: Buffer.concat([Buffer.from([0xff, 0xd8]), application, Buffer.from([0xff]), frame]),
    gif,
    webp: canvas,
    webpLossy: lossy,
    webpLossless: lossless,
  };
}
