import { z } from "zod";
import { permissions } from "#src/features/files/permissions.ts";
import { readFile } from "#src/features/files/read-file.ts";
import { fileAnswer, fileParams } from "#src/features/files/schema.ts";
import { uploadFile } from "#src/features/files/upload-file.ts";
import { maxFileSizeBytes } from "#src/features/files/values.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Files";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/files",
    tag,
    permission: permissions.upload,
    summary: "Upload one evidence file.",
    input: { upload: { limitBytes: maxFileSizeBytes } },
    output: fileAnswer,
    status: 201,
    limitPerMinute: 60,
    run: (ctx, { upload }) => uploadFile(ctx, upload),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/files/:id",
    tag,
    permission: permissions.read,
    summary: "Download one evidence file.",
    input: { params: fileParams },
    output: z.unknown(),
    status: 200,
    streams: true,
    run: (ctx, { params }) => readFile(ctx, params.id),
  }),
];
