import { z } from "zod";
import { certificateFile } from "#src/features/certificates/certificate-file.ts";
import { listCertificates } from "#src/features/certificates/list-certificates.ts";
import { permissions } from "#src/features/certificates/permissions.ts";
import {
  certificate,
  certificateParams,
  certificatesAnswer,
  certificatesQuery,
  codeParams,
  shownInput,
  verification,
} from "#src/features/certificates/schema.ts";
import { setShown } from "#src/features/certificates/set-shown.ts";
import { verifyCode } from "#src/features/certificates/verify-code.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Certificates";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/certificates",
    tag,
    permission: permissions.read,
    summary: "A student's certificates, revoked ones too.",
    input: { query: certificatesQuery },
    output: certificatesAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listCertificates(ctx, query.studentId),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/certificates/:id/file",
    tag,
    permission: permissions.read,
    summary: "A valid certificate as PDF.",
    input: { params: certificateParams },
    output: z.unknown(),
    status: 200,
    streams: true,
    limitPerMinute: 30,
    run: (ctx, { params }) => certificateFile(ctx, params.id),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/certificates/:id/shown",
    tag,
    permission: permissions.show,
    summary: "Choose what the public page shows of one's certificate.",
    input: { params: certificateParams, body: shownInput },
    output: certificate,
    status: 200,
    run: (ctx, { params, body }) => setShown(ctx, params.id, body.shown),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/certificates/verify/:code",
    tag,
    permission: "public",
    summary: "Whether a certificate or a transcript is valid, by the code on it. Shows what its holder allows.",
    input: { params: codeParams },
    output: verification,
    status: 200,
    // Somebody who reads codes from paper needs few; who guesses among 2^60 gets nowhere.
    limitPerMinute: 20,
    run: (ctx, { params }) => {
      ctx.addHeader("cache-control", "no-store");
      ctx.addHeader("x-robots-tag", "noindex");
      return verifyCode(params.code);
    },
  }),
];
