import type { MakeExamples } from "../../../tests/support/example.ts";

const noUpload = "/api/uploads/01930000-0000-7000-8000-000000000000";

export const makeExamples: MakeExamples = () => ({
  "POST /api/files": {
    about: "self",
    call: () => {
      const raw = new FormData();
      raw.set("file", new File(["observed"], "note.txt", { type: "text/plain" }));
      return { path: "/api/files", raw };
    },
  },
  "GET /api/files": { about: "self", call: (s) => ({ path: "/api/files", query: { ids: `file_${s}` } }) },
  "GET /api/files/limits": { about: "self", call: () => ({ path: "/api/files/limits" }) },
  "GET /api/files/:id": { call: (s) => ({ path: `/api/files/file_${s}` }) },
  "POST /api/uploads": {
    about: "self",
    call: () => ({
      path: "/api/uploads",
      headers: {
        "tus-resumable": "1.0.0",
        "upload-length": "8",
        "upload-metadata": `filename ${btoa("note.txt")},filetype ${btoa("text/plain")}`,
      },
    }),
  },
  // Each is about an upload of the caller's own, and the caller is another each time: an allowed request finds none.
  "POST /api/uploads/:uploadId/file": {
    about: "self",
    call: () => ({ path: `/api/uploads/${crypto.randomUUID()}/file` }),
    allowedStatus: 404,
  },
  "GET /api/uploads/:uploadId": { about: "self", call: () => ({ path: noUpload }), allowedStatus: 404 },
  "PATCH /api/uploads/:uploadId": {
    about: "self",
    call: () => ({
      path: noUpload,
      raw: "observed",
      headers: {
        "content-type": "application/offset+octet-stream",
        "tus-resumable": "1.0.0",
        "upload-offset": "0",
      },
    }),
    allowedStatus: 404,
  },
  "DELETE /api/uploads/:uploadId": { about: "self", call: () => ({ path: noUpload }), allowedStatus: 404 },
});
