import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => ({
  "POST /api/files": {
    about: "self",
    call: () => {
      const raw = new FormData();
      raw.set("file", new File(["observed"], "note.txt", { type: "text/plain" }));
      return { path: "/api/files", raw };
    },
  },
  // The rows of the fixture have no stored file: an allowed request fails only at the file store.
  "GET /api/files/:id": { call: (s) => ({ path: `/api/files/file_${s}` }), allowedStatus: 404 },
});
