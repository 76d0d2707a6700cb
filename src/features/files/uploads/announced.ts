import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import type { Announced } from "#src/platform/files/partial-uploads.ts";
import type { RequestContext } from "#src/platform/http/endpoint.ts";

export const tusVersion = "1.0.0";

/** An answer to a client of another version of the protocol, or undefined. */
export function otherVersion(headers: Headers): Response | undefined {
  if (headers.get("tus-resumable") === tusVersion) return undefined;
  return new Response(null, { status: 412, headers: { "tus-version": tusVersion, "tus-resumable": tusVersion } });
}

export function addTusHeaders(ctx: Pick<RequestContext, "addHeader">, expiresAt?: Date): void {
  ctx.addHeader("tus-resumable", tusVersion);
  if (expiresAt) ctx.addHeader("upload-expires", expiresAt.toUTCString());
}

/** What the headers of tus's creation say about a file. Throws for what would be refused whatever its bytes are. */
export function announcedIn(headers: Headers): Announced {
  const sizeBytes = wholeNumber(headers.get("upload-length"));
  if (sizeBytes === undefined) throw new AppError("malformed", "Upload-Length must be the size of the file in bytes.");
  if (sizeBytes === 0) throw new AppError("invalid", "The file is empty.");
  if (sizeBytes > config.maxFileBytes) {
    throw new AppError("too_large", `A file may have at most ${Math.floor(config.maxFileBytes / 1024 / 1024)} MiB.`);
  }
  const known = metadataOf(headers.get("upload-metadata") ?? "");
  return { sizeBytes, fileName: known.get("filename") ?? "", mediaType: known.get("filetype") ?? "" };
}

export function wholeNumber(value: string | null): number | undefined {
  if (value === null || !/^\d{1,15}$/.test(value)) return undefined;
  return Number(value);
}

/** Pairs of a key and its value in base64, between commas. */
function metadataOf(header: string): Map<string, string> {
  const known = new Map<string, string>();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (const pair of header.split(",")) {
    const [key = "", value = ""] = pair.trim().split(" ");
    try {
      known.set(key.toLowerCase(), decoder.decode(Buffer.from(value, "base64")));
    } catch (cause) {
      throw new AppError("malformed", "Upload-Metadata must be UTF-8 in base64.", { cause });
    }
  }
  return known;
}
