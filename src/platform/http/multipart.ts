import { AppError } from "#src/errors.ts";

const overheadBytes = 64 * 1024;

/**
 * Reads the one file of a multipart upload (field `file`). The body is counted while it is read, so that no more than
 * the limit ever reaches memory, whatever length the sender claimed.
 */
export async function readUpload(request: Request, limitBytes: number): Promise<File> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError("unsupported_media", "Send the file as multipart/form-data, in the field “file”.");
  }
  const most = limitBytes + overheadBytes;
  if (Number(request.headers.get("content-length") ?? "0") > most) throw tooLarge(limitBytes);
  if (!request.body) throw new AppError("malformed", "The upload is empty.");
  let seenBytes = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seenBytes += chunk.byteLength;
        if (seenBytes > most) controller.error(tooLarge(limitBytes));
        else controller.enqueue(chunk);
      },
    }),
  );
  const file = await readForm(counted, type, () => seenBytes > most);
  if (file === "too large") throw tooLarge(limitBytes);
  if (!(file instanceof File)) {
    throw new AppError("invalid", "No file was sent.", { errors: [{ path: "file", message: "is needed" }] });
  }
  if (file.size > limitBytes) throw tooLarge(limitBytes);
  return file;
}

async function readForm(body: ReadableStream<Uint8Array>, type: string, isTooLarge: () => boolean) {
  try {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    return form.get("file");
  } catch (cause) {
    if (isTooLarge()) return "too large";
    throw new AppError("malformed", "The upload could not be read; it may have been cut off.", { cause });
  }
}

function tooLarge(limitBytes: number): AppError {
  return new AppError("too_large", `A file may have at most ${Math.floor(limitBytes / 1024 / 1024)} MiB.`);
}
