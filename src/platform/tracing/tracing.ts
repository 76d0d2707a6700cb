/** As OpenTelemetry has them. A server answers, a client asks; a producer sends a message, a consumer takes a job. */
export type SpanKind = "server" | "client" | "producer" | "consumer";

/** Names of OpenTelemetry's conventions. Nothing of a person, and no value of a statement or a body. */
export type Attributes = Record<string, string | number>;

export type Span = {
  set(name: string, value: string | number): void;
  fail(): void;
};

export type Tracing = {
  /** @param parent a W3C traceparent header, where the work began elsewhere */
  inSpan<T>(
    kind: SpanKind,
    name: string,
    attributes: Attributes,
    run: (span: Span) => Promise<T>,
    parent?: string | null,
  ): Promise<T>;
  /** A part of the span that runs, where one does and is recorded; `end` is called once. */
  begin(kind: SpanKind, name: string, attributes: Attributes): ((hasFailed: boolean) => void) | undefined;
  /** Of the span that runs, for a request to elsewhere. */
  traceparent(): string | undefined;
  close(): Promise<void>;
};

/** One for the process: Next bundles its own copy of every module. Undefined unless traces are exported. */
const key = Symbol.for("competency.tracing");
const holder = globalThis as { [key]?: Tracing | undefined };

export function tracing(): Tracing | undefined {
  return holder[key];
}

export function setTracing(made: Tracing | undefined): void {
  holder[key] = made;
}

/** Runs it in a span, or just so where there are no traces. */
export function inSpan<T>(
  kind: SpanKind,
  name: string,
  attributes: Attributes,
  run: (span: Span | undefined) => Promise<T>,
  parent?: string | null,
): Promise<T> {
  return holder[key] ? holder[key].inSpan(kind, name, attributes, run, parent) : run(undefined);
}
