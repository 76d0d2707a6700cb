import type { AcceptedMediaType } from "#src/features/files/values.ts";
import { isStorable, withoutHidden } from "#src/lib/fields.ts";

/** What a picture may have, in points: two of the largest phones' side by side, and none that fills the memory. */
export const maxPicturePoints = 64_000_000;

type Kind = { says: string; extensions: readonly [string, ...string[]] };

const pictures = ["jpg", "jpeg", "png", "webp"] as const;

const kinds: Record<AcceptedMediaType, Kind> = {
  "application/pdf": { says: "a PDF", extensions: ["pdf"] },
  "image/jpeg": { says: "a JPEG picture", extensions: pictures },
  "image/png": { says: "a PNG picture", extensions: ["png", ...pictures] },
  "image/webp": { says: "a WebP picture", extensions: ["webp", ...pictures] },
  "text/plain": { says: "plain text", extensions: ["txt", "text", "md", "log", "csv"] },
  "text/csv": { says: "plain text", extensions: ["csv", "txt"] },
  "video/mp4": { says: "an MP4 video", extensions: ["mp4", "m4v"] },
  "audio/mpeg": { says: "an MP3 recording", extensions: ["mp3"] },
  "audio/mp4": { says: "an MP4 recording", extensions: ["m4a", "mp4"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    says: "a Word document",
    extensions: ["docx"],
  },
};

const known = new Set(Object.values(kinds).flatMap(({ extensions }) => extensions));

/** The reason why a name is refused, or the name as it is shown. */
export function shownName(given: string): { name: string } | { refusal: string } {
  if (/[/\\]/.test(given)) return { refusal: "The file's name must not contain a folder." };
  const name = withoutHidden(given).trim();
  if (name === "" || name.length > 255 || !isStorable(given) || /^\.+$/.test(name)) {
    return { refusal: "The file needs a name of at most 255 characters." };
  }
  return { name };
}

/** Whether a name can be that of any accepted file, which is known before its content. */
export function refusalOfName(name: string): string | undefined {
  const extension = extensionOf(name);
  if (extension === undefined || known.has(extension)) return undefined;
  if (extension === "heic" || extension === "heif") {
    return "Pictures as HEIC cannot be freed of their location here. Send the photo as JPEG.";
  }
  return `Files that end in .${extension} are not accepted. Send a PDF, picture, video, audio, text or Word document.`;
}

/**
 * The name with the ending of its content: programs go by the ending, and a page that calls itself a picture must not
 * become a page again where it is saved. Undefined where the name says another kind.
 */
export function nameFor(name: string, type: AcceptedMediaType): string | undefined {
  const [first] = kinds[type].extensions;
  const extension = extensionOf(name);
  if (extension === undefined) return `${name}.${first}`;
  const others: readonly string[] = kinds[type].extensions;
  if (!others.includes(extension)) return undefined;
  const isSame = !type.startsWith("image/") || extension === first || (first === "jpg" && extension === "jpeg");
  return isSame ? name : `${name.slice(0, -extension.length)}${first}`;
}

export function describe(type: AcceptedMediaType): string {
  return kinds[type].says;
}

/** In lower case; undefined where there is none. */
export function extensionOf(name: string): string | undefined {
  return /[^.]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase();
}
