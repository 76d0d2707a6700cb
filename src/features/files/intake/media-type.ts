import { createReadStream } from "node:fs";
import { fileTypeFromFile } from "file-type";
import { AppError } from "#src/errors.ts";
import { type AcceptedMediaType, acceptedMediaTypes } from "#src/features/files/values.ts";

/** Other names that the detection has for what is accepted. */
const sameAs: Record<string, AcceptedMediaType> = { "audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4" };

/**
 * The type of the content. What the sender declared decides only between kinds of text, which no byte tells apart.
 * Throws `unsupported_media` for all that is not accepted.
 */
export async function mediaTypeOf(path: string, declared: string): Promise<AcceptedMediaType> {
  const detected = (await fileTypeFromFile(path))?.mime;
  if (detected === undefined) {
    const text = await readText(path);
    if (text === "markup") {
      throw new AppError("unsupported_media", "Web pages and drawings as SVG can run programs and are not accepted.");
    }
    if (text === "plain" && /^text\/csv\b/.test(declared)) return "text/csv";
    if (text === "plain") return "text/plain";
  }
  const type = sameAs[detected ?? ""] ?? acceptedMediaTypes.find((accepted) => accepted === detected);
  if (type) return type;
  if (detected === "image/heic" || detected === "image/heif") {
    throw new AppError(
      "unsupported_media",
      "Pictures as HEIC cannot be freed of their location here. Send it as JPEG.",
    );
  }
  if (detected === "application/xml") {
    throw new AppError("unsupported_media", "Web pages and drawings as SVG can run programs and are not accepted.");
  }
  throw new AppError(
    "unsupported_media",
    "This kind of file is not accepted. Send a PDF, picture, video, audio, text or Word document.",
  );
}

/** UTF-8 without NUL. Markup is what a browser would take for a page although it is called text. */
async function readText(path: string): Promise<"plain" | "markup" | "binary"> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let start = "";
  try {
    for await (const piece of createReadStream(path)) {
      const text = decoder.decode(piece, { stream: true });
      if (text.includes("\u0000")) return "binary";
      if (start.length < 2048) start += text;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return "binary";
    throw error;
  }
  const isMarkup = /^\s*<(\?|!|svg|html|head|body|script|iframe|img|meta|style|xml)/i.test(
    start.replace(/^\ufeff/, ""),
  );
  return isMarkup ? "markup" : "plain";
}
