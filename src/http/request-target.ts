import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { newId } from "#src/lib/ids.ts";
import { peerOf } from "#src/platform/http/client-address.ts";
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
  if (!methods.includes(method))
    return refuse(request, response, new AppError("method_not_allowed", "Use another method."));
  const path = pathOf(url);
  if (path === undefined)
    return refuse(request, response, new AppError("malformed", "The address is not one of this server."));
  if (!isProbe(path) && !isOwnHost(request.headers.host)) {
    return refuse(request, response, misdirected(request.headers.host));
  }
  request.url = path;
  return true;
}

/**
 * What watches a process asks it by whatever address it has, and gets nothing that is of one person. Without a token, the
 * metrics are for this machine, which a foreign name may point at.
 */
function isProbe(path: string): boolean {
  return path === "/healthz" || path === "/readyz" || (path === "/metrics" && config.metricsToken !== undefined);
}

function misdirected(host = ""): AppError {
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

function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): false {
  const requestId = newId();
  const method = methods.includes(request.method ?? "") ? (request.method ?? "") : "other";
  stoppedAttempts.note({ method, route: "any", userId: undefined, address: peerOf(request) }, error, requestId);
  const problem = problemResponse(error, requestId);
  const headers = Object.fromEntries(problem.headers);
  if (error.code === "method_not_allowed") headers.allow = methods.join(", ");
  response.writeHead(problem.status, headers);
  void problem.text().then((body) => response.end(body));
  return false;
}
