"use client";

import { useEffect, useRef, useState } from "react";
import type { EvidenceFile } from "./file-queries.ts";
import type { UploadLine, Uploads } from "./uploads.ts";

const load = () => import("./uploads.ts");

/** The files of a field that are on their way. What sends them is loaded when the page is idle, or with the first file. */
export function useUploads(onDone: (file: EvidenceFile) => void) {
  const [lines, setLines] = useState<UploadLine[]>([]);
  const uploads = useRef<Promise<Uploads>>(undefined);
  const done = useRef(onDone);
  done.current = onDone;

  useEffect(() => {
    const idle = setTimeout(() => void load().catch(() => {}), 3_000);
    return () => {
      clearTimeout(idle);
      void uploads.current?.then((made) => made.close());
      uploads.current = undefined;
    };
  }, []);

  const withUploads = (use: (made: Uploads) => void) => {
    uploads.current ??= load().then(
      ({ Uploads }) => new Uploads({ onChange: setLines, onDone: (file) => done.current(file) }),
    );
    return uploads.current.then(use, (error: unknown) => {
      // The line was lost before it was there; the next file tries again.
      uploads.current = undefined;
      throw error;
    });
  };

  return {
    lines,
    add: (files: readonly File[]) => withUploads((made) => made.add(files)),
    pause: (id: string) => void withUploads((made) => made.pause(id)),
    resume: (id: string) => void withUploads((made) => made.resume(id)),
    cancel: (id: string) => void withUploads((made) => made.cancel(id)),
  };
}
