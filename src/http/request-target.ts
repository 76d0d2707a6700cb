import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";
import { clientAddress, peerOf } from "#src/platform/http/client-address.ts";
import { isOwnHost } from "#src/platform/http/own-address.ts";
import { problemResponse } from "#src/platform/http/problem.ts";
import { stoppedAttempts } from "#src/platform/log/stopped-attempts.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Answers what neither the API nor the pages can be given, and returns false: a method that a web Request cannot have
 * (TRACE), a target without a path (`*`) or with an empty host (`//`), a host that is not ours. An address in absolute
 * form, as sent to a proxy, is reduced to its path.
 */
export function acceptTarget(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = "", url = "" } = request;
  if (method === "OPTIONS" && url === "*") {
    response.writeHead(204, { allow: methods.join(", ") }).end();
    return false;
  }
  const path = pathOf(url);
  const fault = faultOf(method, path, request.headers.host);
  if (fault === undefined) {
    request.url = path;
    return true;
  }
  const problem = refuse(fault, method, peerOf(request));
  response.writeHead(problem.status, Object.fromEntries(problem.headers));
  void problem.text().then((body) => response.end(body));
  return false;
}

/** As `acceptTarget`, where Next serves without our server and has read the address: the refusal, if there is one. */
export function refusalOf({ method, url, headers }: Request): Response | undefined {
  const fault = faultOf(method, new URL(url).pathname, headers.get("host"));
  return fault && refuse(fault, method, clientAddress(headers.get("x-forwarded-for"), "unknown"));
}

function faultOf(method: string, path: string | undefined, host: string | null | undefined): AppError | undefined {
  if (!methods.includes(method)) return new AppError("method_not_allowed", "Use another method.");
  if (path === undefined) return new AppError("malformed", "The address is not one of this server.");
  return isProbe(path) || isOwnHost(host) ? undefined : misdirected(host ?? "");
}

/**
 * What watches a process asks it by whatever address it has, and gets nothing that is of one person. Without a token, the
 * metrics are for this machine, which a foreign name may point at.
 */
function isProbe(path: string): boolean {
  return path === "/healthz" || path === "/readyz" || (path === "/metrics" && config.metricsToken !== undefined);
}

function misdirected(host: string): AppError {
  const name = /^[\w.:[\]-]{1,100}$/.test(host) ? host : "this name";
  return new AppError(
    "misdirected",
    `This server does not answer to ${name}. Whoever runs it sets APP_URL to its address, or adds the name to ALLOWED_HOSTS.`,
  );
}

function pathOf(target: string): string | undefined {
  if (/^\/(?![/\\])/.test(target)) return target;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return pathname.startsWith("//") ? undefined : `${pathname}${search}`;
}

function refuse(error: AppError, asked: string, address: string): Response {
  const requestId = newId();
  const method = methods.includes(asked) ? asked : "other";
  stoppedAttempts.note({ method, route: "any", userId: undefined, address }, error, requestId);
  const problem = problemResponse(error, requestId);
  if (error.code === "method_not_allowed") problem.headers.set("allow", methods.join(", "));
  return problem;
}
