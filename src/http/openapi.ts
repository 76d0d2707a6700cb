import { z } from "zod";
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import { errorCatalogue } from "#src/errors.ts";
import { endpoints } from "#src/http/endpoints.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import { realtimeEvent } from "#src/realtime/schema.ts";

const problem = z
  .object({
    type: z.string().meta({ description: "Address of the problem's description." }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(Object.keys(errorCatalogue) as [keyof typeof errorCatalogue]),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details." });

/** OpenAPI cannot describe sockets; this describes the upgrade and the messages that follow it. */
const realtimePath = {
  get: {
    operationId: "getRealtimeCompetencyUpdates",
    summary: "Open a WebSocket with live updates.",
    description:
      "Takes the access cookie, or the subprotocols `competency.v1` and `bearer.<accessToken>`. Messages are the events below; `lastEventId` resumes after the last one seen.",
    tags: ["Realtime"],
    requestParams: { query: z.strictObject({ lastEventId: z.string().optional() }) },
    responses: {
      "200": {
        description: "After the upgrade (101 Switching Protocols) each message is one event.",
        content: { "application/json": { schema: realtimeEvent.meta({ id: "RealtimeEvent" }) } },
      },
      default: { description: "A problem.", content: { "application/problem+json": { schema: problem } } },
    },
  },
} satisfies ZodOpenApiPathsObject[string];

let document: ReturnType<typeof createDocument> | undefined;

/** OpenAPI 3.1, made from the same schemas that check requests and answers. */
export function openApiDocument() {
  document ??= createDocument({
    openapi: "3.1.0",
    info: {
      title: "Competency API",
      version: "1.0.0",
      description:
        "Frameworks in, bedside assessments, progress that explains itself. JSON in camelCase; errors are problem details.",
      contact: { name: "Competency" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This server" }],
    security: [{ bearer: [] }, { cookie: [] }],
    tags: [...new Set([...endpoints.map(({ tag }) => tag), "Realtime"])]
      .sort()
      .map((name) => ({ name, description: `${name}.` })),
    paths: { ...pathsOf(endpoints), "/api/realtime/competency-updates": realtimePath },
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        cookie: { type: "apiKey", in: "cookie", name: "__Host-access" },
      },
      schemas: { Problem: problem },
    },
  });
  return document;
}

function pathsOf(all: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of all) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  // Built from the library's own types, which cannot express keys that are computed methods.
  return paths as ZodOpenApiPathsObject;
}

function operationOf(endpoint: Endpoint) {
  const { params, query, body, upload, piece } = endpoint.input;
  return {
    operationId: operationIdOf(endpoint),
    summary: endpoint.summary,
    description: endpoint.permission === "public" ? `${endpoint.summary} Open to everybody.` : endpoint.permission.says,
    tags: [endpoint.tag],
    ...(endpoint.permission === "public" ? { security: [] } : { "x-permission": endpoint.permission.name }),
    ...(params || query ? { requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) } } : {}),
    ...(piece ? { requestBody: { required: true, content: { [piece.contentType]: { schema: bytes } } } } : {}),
    ...(body || upload
      ? {
          requestBody: {
            required: true,
            content: {
              ...(upload ? { "multipart/form-data": { schema: uploadForm } } : {}),
              ...(body ? { "application/json": { schema: body } } : {}),
            },
          },
        }
      : {}),
    responses: {
      [String(endpoint.status)]: {
        description: endpoint.summary,
        ...(endpoint.status === 204 || endpoint.status === 302
          ? {}
          : endpoint.streams
            ? { content: { "application/octet-stream": { schema: bytes } } }
            : { content: { "application/json": { schema: endpoint.output } } }),
      },
      default: { description: "A problem.", content: { "application/problem+json": { schema: problem } } },
    },
  };
}

const bytes = z.string().meta({ format: "binary" });
const uploadForm = z.object({ file: bytes });

function operationIdOf(endpoint: Endpoint): string {
  const words = endpoint.path
    .replace("/api/", "")
    .split(/[/-]/)
    .map((part) => (part.startsWith(":") ? `by-${part.slice(1)}` : part))
    .flatMap((part) => part.split("-"))
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return `${endpoint.method.toLowerCase()}${words.join("")}`;
}
