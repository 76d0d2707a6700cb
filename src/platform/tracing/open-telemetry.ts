import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Tracing } from "#src/platform/tracing/tracing.ts";

type Options = {
  /** The collector's, with `/v1/traces`. */
  url: string;
  headers: Record<string, string>;
  /** Which share of the traces is recorded, 0 to 1. */
  ratio: number;
  part: "web" | "worker";
  release: string;
};

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/**
 * Spans of our own by OpenTelemetry's library, exported in batches by OTLP over HTTP. It is no global provider: Next would
 * add spans of its own. A caller that records its trace has no more than our share recorded either.
 */
export function openTelemetry({ url, headers, ratio, part, release }: Options): Tracing {
  const share = new TraceIdRatioBasedSampler(ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": `competency-${part}`, "service.version": release }),
    sampler: new ParentBasedSampler({ root: share, remoteParentSampled: share }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, headers }) })],
  });
  const tracer = provider.getTracer("competency");
  const running = new AsyncLocalStorage<Context>();
  const spanNow = () => {
    const context = running.getStore();
    return context && trace.getSpan(context);
  };
  return {
    async inSpan(kind, name, attributes, run, parent) {
      const above = running.getStore() ?? contextOf(parent);
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, above);
      try {
        return await running.run(trace.setSpan(above, span), () =>
          run({ set: (key, value) => span.setAttribute(key, value), fail: () => markFailed(span) }),
        );
      } catch (error) {
        markFailed(span);
        throw error;
      } finally {
        span.end();
      }
    },
    begin(kind, name, attributes) {
      const context = running.getStore();
      if (!context || !spanNow()?.isRecording()) return undefined;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
      return (hasFailed) => {
        if (hasFailed) markFailed(span);
        span.end();
      };
    },
    traceparent() {
      const context = spanNow()?.spanContext();
      if (!context) return undefined;
      return `00-${context.traceId}-${context.spanId}-0${context.traceFlags & TraceFlags.SAMPLED}`;
    },
    close: () => provider.shutdown(),
  };
}

/** Without the error: its words may quote what somebody typed. The groups of errors have it, scrubbed. */
function markFailed(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** W3C Trace Context, version 00 and what later ones begin with. */
function contextOf(traceparent: string | null | undefined): Context {
  const [, version, traceId = "", spanId = "", flags = ""] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/.exec(traceparent ?? "") ?? [];
  const isWhole = version !== undefined && version !== "ff" && !/^0+$/.test(traceId) && !/^0+$/.test(spanId);
  if (!isWhole) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
