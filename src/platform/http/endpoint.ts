import type { z } from "zod";
import type { Bracket } from "#src/platform/db/transaction.ts";
import type { Urgency } from "#src/platform/http/admission.ts";
import type { IncomingBody, ReceiveLimits } from "#src/platform/http/incoming-body.ts";
import type { Upload } from "#src/platform/http/upload.ts";
import type { InteractionType } from "#src/platform/interactions/interactions.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";

type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler receives beside its input. */
export type RequestContext = {
  requestId: string;
  headers: Headers;
  ip: string;
  /** Adds a header to a successful answer; Set-Cookie may be added several times. */
  addHeader(name: string, value: string): void;
};

export type UserContext = RequestContext & {
  actor: UserActor;
  /** Present when the caller sent an Idempotency-Key; commands pass it to `withActor`. */
  bracket: Bracket | undefined;
};

type Schema = z.ZodType;
type Out<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

/**
 * What the endpoint reads of a request; there is no other way to its body. `body` is JSON; `upload` is one file as
 * multipart/form-data. With both, the caller sends either. `piece` is bytes that the endpoint takes as they arrive.
 */
export type InputSchemas = {
  params?: Schema;
  query?: Schema;
  body?: Schema;
  upload?: { limitBytes: number };
  piece?: { limitBytes: number; contentType: string };
};

/** A part of a larger file, to be read once by `receive` of `incoming-body.ts`, within these limits. */
export type Piece = { body: IncomingBody; limits: ReceiveLimits };

export type InputOf<I extends InputSchemas> = {
  params: Out<I["params"]>;
  query: Out<I["query"]>;
  body: I["upload"] extends object ? Out<I["body"]> | undefined : Out<I["body"]>;
  /** The file is removed when the request has been answered. */
  upload: I["upload"] extends object ? (I["body"] extends Schema ? Upload | undefined : Upload) : undefined;
  piece: I["piece"] extends object ? Piece : undefined;
};

type Recorded<I extends InputSchemas, O extends Schema> = {
  type: InteractionType;
  /** The competency that it concerns, by the request or by the answer. */
  competencyOf?(input: InputOf<I>, answer: z.input<O>): string | undefined;
};

type Shape<I extends InputSchemas, O extends Schema> = {
  method: HttpMethod;
  /** `/api/things/:id` */
  path: `/api/${string}`;
  /** One plain sentence for the API's document. */
  summary: string;
  tag: string;
  input: I;
  output: O;
  status: 200 | 201 | 202 | 204 | 302;
  /** The answer carries an ETag and honours If-None-Match. */
  hasEtag?: boolean;
  /** The handler answers with a Response of its own (a file). */
  streams?: boolean;
  /** Of a JSON body; 256 KiB when absent, and less where the endpoint is open to everybody. */
  bodyLimitBytes?: number;
  /**
   * Whose records a GET reads: other people's unless given, and then each read leaves an access row, a refused one too.
   * `set-up` is what a school sets up: frameworks, scales, groups. `shown` is what stands beside a name wherever it does.
   */
  reads?: "own" | "set-up" | "shown";
  /**
   * Why a POST takes no Idempotency-Key: it changes nothing, each of its rows has a key of its own, or its body is a
   * secret, of which no fast hash may be kept, or its answer is one, which may not be kept for a repeat.
   */
  unkeyed?: "changes-nothing" | "keyed-rows" | "secret-body" | "secret-answer";
  /** What a successful answer says of its reader's use of the program; stored with their consent alone. */
  records?: Recorded<I, O>;
  /**
   * A sensitive act, which wants a proof of who one is from the last ten minutes: always, or `by-content` where the command
   * calls `requireFreshProof` itself once it knows what would change.
   */
  needsStepUp?: true | "by-content";
  /** Open to whoever has to set up a second factor before anything else. */
  openWhileEnrolling?: true;
  /** Requests a minute and address (public) or user; the configured limit when absent. */
  limitPerMinute?: number;
  /** When it is refused where the process has too much to do; `ordinary` when absent. */
  urgency?: Exclude<Urgency, "ordinary">;
};

/** An answer that was checked and serialised before, as `JSON.stringify(endpoint.output.parse(…))`. */
export class ReadyAnswer {
  readonly body: string;
  /** Of an endpoint with `hasEtag`: its tag, where it is known from less than the body, which is then left empty for a match. */
  readonly etag: string | undefined;

  constructor(body: string, etag?: string) {
    this.body = body;
    this.etag = etag;
  }
}

export type UserEndpoint<I extends InputSchemas = InputSchemas, O extends Schema = Schema> = Shape<I, O> & {
  permission: Permission;
  run(ctx: UserContext, input: InputOf<I>): Promise<z.input<O> | ReadyAnswer | Response>;
};

export type PublicEndpoint<I extends InputSchemas = InputSchemas, O extends Schema = Schema> = Shape<I, O> & {
  permission: "public";
  run(ctx: RequestContext, input: InputOf<I>): Promise<z.input<O> | Response>;
};

/** An endpoint without the types of its input, as the router, the OpenAPI document and the permission matrix use it. */
export type Endpoint = Omit<Shape<InputSchemas, Schema>, "input" | "output" | "records"> & {
  permission: Permission | "public";
  input: InputSchemas;
  output: Schema;
  records?: { type: InteractionType; competencyOf?(input: never, answer: never): string | undefined };
  run(ctx: RequestContext | UserContext, input: never): Promise<unknown>;
};

/** An endpoint for signed-in users: data, no logic. `permission` gates the role before anything is loaded. */
export function defineEndpoint<const I extends InputSchemas, O extends Schema>(endpoint: UserEndpoint<I, O>): Endpoint {
  // The router passes a user context exactly where `permission` is not "public", which this type cannot express.
  return endpoint as unknown as Endpoint;
}

export function definePublicEndpoint<const I extends InputSchemas, O extends Schema>(
  endpoint: PublicEndpoint<I, O>,
): Endpoint {
  return endpoint as unknown as Endpoint;
}
