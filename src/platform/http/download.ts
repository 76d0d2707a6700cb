import { log } from "#src/platform/log/log.ts";

const headers = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };

/** A file as a download, sent as it is made: a reader that is slow makes the next piece wait, one that leaves ends them. */
export function download(fileName: string, contentType: string, pieces: AsyncGenerator<Uint8Array>): Response {
  return new Response(streamOf(pieces), {
    headers: { ...headers, "content-type": contentType, "content-disposition": `attachment; filename="${fileName}"` },
  });
}

/** A file of the store; its name may have any letters. */
type Stored = { name: string; mediaType: string; sizeBytes: number };

/**
 * A stored file as a download. Its length is promised, so a reader sees a connection that breaks off; why is in the log,
 * with `noted`. Nothing is opened for a reader who asks for the headers only.
 */
export function storedDownload(
  { name, mediaType, sizeBytes }: Stored,
  pieces: AsyncGenerator<Uint8Array>,
  noted: Record<string, string>,
  more: Record<string, string> = {},
): Response {
  const onFault = (err: unknown) => log.error({ ...noted, err }, "a stored file could not be read to its end");
  return new Response(streamOf(pieces, { highWaterMark: 0, onFault }), {
    headers: {
      ...headers,
      "content-type": mediaType,
      "content-length": String(sizeBytes),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, escaped)}`,
      ...more,
    },
  });
}

type StreamOptions = { highWaterMark?: number; onFault?: (error: unknown) => void };

function streamOf(
  pieces: AsyncGenerator<Uint8Array>,
  { highWaterMark = 1, onFault }: StreamOptions = {},
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await pieces.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          onFault?.(error);
          controller.error(error);
        }
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark },
  );
}

/** What RFC 8187 keeps for itself and encodeURIComponent does not. */
function escaped(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
