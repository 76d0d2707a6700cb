import { type DetailedError, Upload } from "tus-js-client";
import { api, newIdempotencyKey, Problem, refreshSession } from "#src/client/api.ts";
import type { FileAnswer } from "#src/features/files/schema.ts";
import { type EvidenceFile, filePaths } from "./file-queries.ts";
import { strings } from "./strings.ts";

export type UploadState = "waiting" | "sending" | "paused" | "offline" | "checking" | "failed";

/** A file on its way, as the page shows it. */
export type UploadLine = {
  id: string;
  name: string;
  sizeBytes: number;
  sentBytes: number;
  state: UploadState;
  error?: string;
  /** Sent again, it would be refused again. */
  isRefused?: boolean;
};

type Entry = UploadLine & { file: File; upload: Upload | undefined; finishKey: string };

/** The server takes no more of one person at once, and files beside each other arrive no sooner. */
const atOnce = 3;
/** What is sent again at most when a piece breaks off in a way that the server does not notice. */
const pieceBytes = 5 * 1024 * 1024;
const retryDelaysMs = [500, 1_000, 2_000, 4_000];
const offlineRetryMs = 5_000;

/**
 * Sends files in pieces, and goes on where each stopped: after a pause, after the connection is back, and when the same
 * file is chosen again after the page was closed. Loaded with the first file.
 */
export class Uploads {
  readonly #entries = new Map<string, Entry>();
  readonly #onChange: (lines: UploadLine[]) => void;
  readonly #onDone: (file: EvidenceFile) => void;
  readonly #retry: ReturnType<typeof setInterval>;

  constructor(listeners: { onChange: (lines: UploadLine[]) => void; onDone: (file: EvidenceFile) => void }) {
    this.#onChange = listeners.onChange;
    this.#onDone = listeners.onDone;
    window.addEventListener("online", this.#goOn);
    this.#retry = setInterval(this.#goOn, offlineRetryMs);
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      // Twice the same would be one upload for the server, which each took from the other.
      if ([...this.#entries.values()].some((entry) => isSame(entry.file, file))) continue;
      const id = newIdempotencyKey();
      this.#entries.set(id, {
        id,
        file,
        name: file.name,
        sizeBytes: file.size,
        sentBytes: 0,
        state: "waiting",
        upload: undefined,
        finishKey: newIdempotencyKey(),
      });
    }
    this.#next();
  }

  pause(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.state === "checking") return;
    entry.state = "paused";
    void entry.upload?.abort();
    this.#next();
  }

  /** Also after a failure. */
  resume(id: string): void {
    this.#set(id, { state: "waiting" });
    this.#next();
  }

  cancel(id: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    // What the server has of it goes; if it cannot be told now, it goes after a day.
    void entry?.upload?.abort(true).catch(() => {});
    this.#next();
  }

  /** The page is left: what has arrived stays for when the same file is chosen again. */
  close(): void {
    window.removeEventListener("online", this.#goOn);
    clearInterval(this.#retry);
    for (const { upload } of this.#entries.values()) void upload?.abort();
    this.#entries.clear();
  }

  readonly #goOn = () => {
    if (navigator.onLine === false) return;
    for (const entry of this.#entries.values()) if (entry.state === "offline") entry.state = "waiting";
    this.#next();
  };

  #set(id: string, change: Partial<Entry>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    delete entry.error;
    delete entry.isRefused;
    Object.assign(entry, change);
    this.#show();
  }

  #show(): void {
    this.#onChange(
      [...this.#entries.values()].map(({ id, name, sizeBytes, sentBytes, state, error, isRefused = false }) => ({
        id,
        name,
        sizeBytes,
        sentBytes,
        state,
        isRefused,
        ...(error === undefined ? {} : { error }),
      })),
    );
  }

  #next(): void {
    const entries = [...this.#entries.values()];
    let busy = entries.filter(({ state }) => state === "sending" || state === "checking").length;
    for (const entry of entries) {
      if (entry.state !== "waiting" || busy >= atOnce) continue;
      busy += 1;
      entry.state = "sending";
      void this.#send(entry);
    }
    this.#show();
  }

  async #send(entry: Entry): Promise<void> {
    const { id } = entry;
    if (!entry.upload) {
      entry.upload = this.#uploadOf(entry);
      const [known] = (await entry.upload.findPreviousUploads().catch(() => [])).sort((a, b) =>
        b.creationTime.localeCompare(a.creationTime),
      );
      if (known) {
        entry.upload.resumeFromPreviousUpload(known);
        entry.upload.options.endpoint = null;
      }
    }
    // It may have been paused or given up meanwhile.
    if (this.#entries.get(id)?.state === "sending") entry.upload.start();
  }

  #uploadOf(entry: Entry): Upload {
    const { id, file } = entry;
    const upload: Upload = new Upload(file, {
      endpoint: filePaths.uploads,
      chunkSize: pieceBytes,
      retryDelays: retryDelaysMs,
      metadata: { filename: file.name, filetype: file.type },
      removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: () => {
        // With an address the client would begin anew whatever a question about the old one is answered, also when only
        // the token has expired.
        upload.options.endpoint = null;
      },
      onProgress: (sentBytes) => {
        if (this.#entries.get(id)?.state === "sending") this.#set(id, { sentBytes });
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        // The token lasts minutes and a file may take longer; the next try has the new one.
        if (status === 401) void refreshSession().catch(() => {});
        return status === 401 || status === 409 || status === 423 || isPassing(status);
      },
      onError: (error) => this.#fail(id, problemOf(error)),
      onSuccess: () => void this.#finish(entry),
    });
    return upload;
  }

  async #finish(entry: Entry): Promise<void> {
    const { id } = entry;
    this.#set(id, { state: "checking", sentBytes: entry.sizeBytes });
    const uploadId = entry.upload?.url?.split("/").at(-1) ?? "";
    try {
      const made = await api<FileAnswer>(filePaths.finish(uploadId), {
        method: "POST",
        idempotencyKey: entry.finishKey,
      });
      const isWanted = this.#entries.delete(id);
      const { fileId, name, sizeBytes, mediaType } = made;
      if (isWanted) this.#onDone({ fileId, name, sizeBytes, mediaType });
    } catch (problem) {
      const { status, detail } = problem instanceof Problem ? problem : { status: 0, detail: "" };
      // What was refused is gone there: sending it again begins anew.
      if (isFinal(status)) entry.upload = undefined;
      this.#fail(id, { status, detail });
    }
    this.#next();
  }

  #fail(id: string, { status, detail }: { status: number; detail: string }): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.state === "paused") return;
    // The server has forgotten what it had: after a day, or under another sign-in on this device.
    if (status === 404) this.#set(id, { state: "waiting", sentBytes: 0, upload: undefined });
    else if (status === 0) this.#set(id, { state: "offline" });
    else this.#set(id, { state: "failed", error: detail || strings.failed, isRefused: isFinal(status) });
    this.#next();
  }
}

function isSame(a: File, b: File): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
}

/** What may be otherwise in a moment. Without a connection the browser tells when it is back. */
function isPassing(status: number): boolean {
  if (status === 0) return navigator.onLine !== false;
  return status === 429 || status >= 500;
}

/** Room, speed and a lost upload are not what the file is refused for. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 404, 408, 409, 429].includes(status);
}

function problemOf(error: Error | DetailedError): { status: number; detail: string } {
  const response = "originalResponse" in error ? error.originalResponse : undefined;
  const status = response?.getStatus() ?? 0;
  try {
    const { detail } = JSON.parse(response?.getBody() ?? "") as { detail?: unknown };
    return { status, detail: typeof detail === "string" ? detail : "" };
  } catch {
    return { status, detail: "" };
  }
}
