import { z } from "zod";
import { config } from "#src/config.ts";
import { takeIn } from "#src/features/files/intake/take-in.ts";
import { listOwnFiles } from "#src/features/files/list-own-files.ts";
import { openFile } from "#src/features/files/open-file.ts";
import { permissions } from "#src/features/files/permissions.ts";
import { readContent } from "#src/features/files/read-content.ts";
import {
  contentParams,
  fileAnswer,
  fileLimits,
  fileParams,
  filesAnswer,
  filesQuery,
  startedUpload,
  uploadParams,
  uploadState,
} from "#src/features/files/schema.ts";
import { appendToUpload } from "#src/features/files/uploads/append-to-upload.ts";
import { cancelUpload } from "#src/features/files/uploads/cancel-upload.ts";
import { findUpload } from "#src/features/files/uploads/find-upload.ts";
import { finishUpload } from "#src/features/files/uploads/finish-upload.ts";
import { startUpload } from "#src/features/files/uploads/start-upload.ts";
import { acceptedMediaTypes } from "#src/features/files/values.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Files";
/** By the tus protocol, version 1.0.0, with its extensions creation, expiration and termination. */
const uploadsTag = "Uploads";

/** Read when a request comes: a build of the pages has no settings. */
const largest = {
  get limitBytes() {
    return config.maxFileBytes;
  },
};

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/files",
    tag,
    permission: permissions.upload,
    summary: "Upload one evidence file.",
    input: { upload: largest },
    output: fileAnswer,
    status: 201,
    records: { type: "EVIDENCE_UPLOAD" },
    limitPerMinute: 60,
    run: (ctx, { upload }) => takeIn(ctx, upload),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/files",
    tag,
    permission: permissions.upload,
    reads: "own",
    summary: "Names, sizes and types of one's own uploads.",
    input: { query: filesQuery },
    output: filesAnswer,
    status: 200,
    run: (ctx, { query }) => listOwnFiles(ctx, query.ids),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/files/limits",
    tag,
    permission: permissions.upload,
    reads: "own",
    summary: "What is accepted as an evidence file.",
    input: {},
    output: fileLimits,
    status: 200,
    hasEtag: true,
    run: async () => ({ maxBytes: config.maxFileBytes, mediaTypes: [...acceptedMediaTypes] }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/files/:id",
    tag,
    permission: permissions.read,
    summary: "Open one evidence file: redirects to a link that lasts five minutes.",
    input: { params: fileParams },
    output: z.unknown(),
    status: 302,
    streams: true,
    run: (ctx, { params }) => openFile(ctx, params.id),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/file-contents/:token",
    tag,
    permission: "public",
    summary: "Download the file of a signed link.",
    input: { params: contentParams },
    output: z.unknown(),
    status: 200,
    streams: true,
    run: (ctx, { params }) => readContent(params.token, ctx.requestId),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/uploads",
    tag: uploadsTag,
    permission: permissions.upload,
    summary: "Announce a file that will arrive in pieces, by Upload-Length and Upload-Metadata (filename, filetype).",
    input: {},
    output: startedUpload,
    status: 201,
    limitPerMinute: 120,
    run: (ctx) => startUpload(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/uploads/:uploadId",
    tag: uploadsTag,
    permission: permissions.upload,
    reads: "own",
    summary: "How much has arrived; HEAD answers by Upload-Offset.",
    input: { params: uploadParams },
    output: uploadState,
    status: 200,
    run: (ctx, { params }) => findUpload(ctx, params.uploadId),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/uploads/:uploadId",
    tag: uploadsTag,
    permission: permissions.upload,
    summary: "Send the next piece, which begins at Upload-Offset.",
    input: {
      params: uploadParams,
      piece: {
        contentType: "application/offset+octet-stream",
        get limitBytes() {
          return config.maxFileBytes;
        },
      },
    },
    output: z.unknown(),
    status: 204,
    limitPerMinute: 600,
    run: (ctx, { params, piece }) => appendToUpload(ctx, params.uploadId, piece),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/uploads/:uploadId/file",
    tag: uploadsTag,
    permission: permissions.upload,
    summary: "Make an evidence file of an upload that has arrived.",
    input: { params: uploadParams },
    output: fileAnswer,
    status: 201,
    records: { type: "EVIDENCE_UPLOAD" },
    limitPerMinute: 60,
    run: (ctx, { params }) => finishUpload(ctx, params.uploadId),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/uploads/:uploadId",
    tag: uploadsTag,
    permission: permissions.upload,
    summary: "Give an upload up.",
    input: { params: uploadParams },
    output: z.unknown(),
    status: 204,
    run: (ctx, { params }) => cancelUpload(ctx, params.uploadId),
  }),
];
