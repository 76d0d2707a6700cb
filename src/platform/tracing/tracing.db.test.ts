import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

type Value = { stringValue?: string; intValue?: number };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status?: { code?: number };
  attributes: { key: string; value: Value }[];
};

/** A collector: takes OTLP over HTTP in JSON. */
const spans: Span[] = [];
const requests: { path: string | undefined; authorization: string | undefined; service: unknown }[] = [];
const collector = http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { resourceSpans } = JSON.parse(body);
  for (const { resource, scopeSpans } of resourceSpans) {
    const { value } = resource.attributes.find(({ key }: { key: string }) => key === "service.name");
    requests.push({ path: request.url, authorization: request.headers.authorization, service: value.stringValue });
    for (const { spans: some } of scopeSpans) spans.push(...some);
  }
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});
collector.listen(0, "127.0.0.1");
await once(collector, "listening");

const database = useDatabase();
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
process.env.OTEL_EXPORTER_OTLP_HEADERS = "authorization=Bearer%20token";
process.env.OTEL_TRACES_SAMPLER_ARG = "1";
const api = useApi();

const { closeTracing, startTracing } = await import("#src/platform/tracing/start-tracing.ts");
const { inSpan, tracing } = await import("#src/platform/tracing/tracing.ts");

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  spans.length = 0;
  requests.length = 0;
  await startTracing("web");
});
afterAll(async () => {
  await closeTracing();
  collector.close();
});

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = `00-${traceId}-00f067aa0ba902b7-01`;

describe("traces", () => {
  it("have a request with its statements, and go on with that of the caller", async () => {
    const headers = { traceparent: parent };
    expect((await api.get("amina", "/api/competency-progress", { headers })).status).toBe(200);
    await closeTracing();
    const request = spans.find(({ name }) => name === "GET /api/competency-progress");
    expect(request).toMatchObject({ traceId, parentSpanId: "00f067aa0ba902b7", kind: 2 });
    expect(request && attributesOf(request)).toEqual({
      "http.request.method": "GET",
      "http.route": "/api/competency-progress",
      "http.response.status_code": 200,
    });
    const statements = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    expect(statements.length).toBeGreaterThan(2);
    for (const statement of statements) {
      expect(statement).toMatchObject({ traceId, kind: 3 });
      expect(attributesOf(statement)).toEqual({ "db.system.name": "postgresql" });
    }
    expect(statements.map(({ name }) => name)).toContain("read_context");
    expect(requests[0]).toEqual({ path: "/v1/traces", authorization: "Bearer token", service: "competency-web" });
    expect(JSON.stringify(spans)).not.toContain("amina");
  });

  it("begin anew where the header is none", async () => {
    for (const traceparent of ["no", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, `ff-${traceId}-00f067aa0ba902b7-01`]) {
      await api.get("amina", "/api/competency-progress", { headers: { traceparent } });
    }
    await closeTracing();
    const begun = spans.filter(({ name }) => name === "GET /api/competency-progress");
    expect(begun).toHaveLength(3);
    expect(begun.filter((span) => span.traceId === traceId || span.parentSpanId)).toEqual([]);
  });

  it("leave out what the caller does not record", async () => {
    await api.get("amina", "/api/competency-progress", {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` },
    });
    await closeTracing();
    expect(spans).toEqual([]);
  });

  it("mark what failed, without its words", async () => {
    await database.owner().query("alter table notification_templates rename to gone");
    expect((await api.get("admin", "/api/notification-templates")).status).toBe(500);
    await database.owner().query("alter table gone rename to notification_templates");
    await closeTracing();
    const failed = spans.filter(({ status }) => status?.code === 2).map(({ name }) => name);
    expect(failed).toContain("GET /api/notification-templates");
    expect(failed.length).toBeGreaterThan(1);
    expect(JSON.stringify(spans)).not.toContain("does not exist");
  });

  it("have a job with its statements", async () => {
    const { JobQueue } = await import("#src/platform/jobs/queue.ts");
    const { createJobRegistry } = await import("#src/platform/jobs/registry.ts");
    const { postgresBackend } = await import("#src/platform/jobs/backends.ts");
    const { defineJob } = await import("#src/platform/jobs/job.ts");
    const { directUrl } = await import("#src/platform/db/client.ts");
    const { countWorkersAlive } = await import("#src/platform/jobs/observe-jobs.ts");
    let done = () => {};
    const ran = new Promise<void>((resolve) => {
      done = resolve;
    });
    const job = defineJob({
      name: "test.traced",
      schema: z.object({}),
      handler: async () => {
        await countWorkersAlive();
        done();
      },
    });
    const queue = new JobQueue(createJobRegistry([job]), postgresBackend(directUrl("app_worker")));
    await queue.open();
    await queue.work(1);
    await queue.add(job, {}, { id: "one" });
    await ran;
    await queue.close();
    await closeTracing();
    const span = spans.find(({ name }) => name === "job test.traced");
    expect(span).toMatchObject({ kind: 5 });
    expect(spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId).length).toBeGreaterThan(1);
  });

  it("tell a request to elsewhere which it belongs to", async () => {
    let sent: string | undefined;
    await inSpan("producer", "send PUSH", {}, async () => {
      sent = tracing()?.traceparent();
    });
    await closeTracing();
    const [span] = spans;
    expect(sent).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
  });

  it("cost nothing, and load nothing, where no address is set for them", async () => {
    await closeTracing();
    expect(tracing()).toBeUndefined();
    expect(await inSpan("server", "x", {}, async (span) => span)).toBeUndefined();
  });
});
