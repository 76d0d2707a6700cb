import { existsSync, readFileSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { config } from "#src/config.ts";
import { enterPage } from "#src/http/busy-page.ts";
import { healthEndpoints } from "#src/http/health.ts";
import { openWeb } from "#src/http/open-web.ts";
import { setOwnServer } from "#src/http/own-server.ts";
import { ownMark, pageRequest } from "#src/http/page-request.ts";
import { acceptTarget } from "#src/http/request-target.ts";
import { setWeb } from "#src/http/runtime.ts";
import { answerHeaders, assetHeaders } from "#src/http/security-headers.ts";
import { sendSecurityText } from "#src/http/security-text.ts";
import { peerOf } from "#src/platform/http/client-address.ts";
import { prepareUploads } from "#src/platform/http/upload.ts";
import { log } from "#src/platform/log/log.ts";
import { stopOnFault, stopOnSignal } from "#src/processes/end-of-process.ts";
import { createHttpServer, prepareDrain } from "#src/processes/http-server.ts";
import { openKeysOrEnd, warnOfPlainKeys } from "#src/processes/open-keys-or-end.ts";
import {
  type Certificate,
  type CertificatePaths,
  followCertificate,
  readCertificate,
} from "#src/processes/server-certificate.ts";
import { attachRealtime } from "#src/realtime/server.ts";

type Small = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** One Node server: `/api` to Hono, socket upgrades to realtime, the rest to Next. */
async function main(): Promise<void> {
  const isDev = config.mode === "development";
  await openKeysOrEnd();
  warnOfPlainKeys();
  // Next's own handlers keep a page that is being written from ending the process.
  if (!isDev) {
    stopOnFault();
    requireBuildFor(config.cdnUrl);
  }
  const opening = openWeb();
  // Awaited below, beside the pages; what fails meanwhile must not count as unhandled.
  opening.catch(() => {});
  setOwnServer();
  setWeb(opening);
  void prepareUploads().catch((err) => log.warn({ err }, "the folder of uploads could not be prepared"));
  let isStopping = false;
  const small: Record<string, Small> = {
    ...healthEndpoints(() => isStopping),
    "/.well-known/security.txt": sendSecurityText,
  };

  // Next handles all upgrades of the server it is given. It is given one that does not listen, and ours forwards to it.
  const upgradesOfNext = new http.Server();
  const pages = next({ dev: isDev, httpServer: upgradesOfNext, hostname: config.host, port: config.port });
  const [web] = await Promise.all([opening, pages.prepare()]);
  const listenApi = getRequestListener(web.api.fetch, { overrideGlobalObjects: false });
  const listenPages = pages.getRequestHandler();

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isAsset = request.url?.startsWith("/_next/static/");
    apply(response, isAsset ? assetHeaders(config.isSecure) : answerHeaders(config.isSecure));
    if (!acceptTarget(request, response)) return;
    const path = request.url ?? "/";
    if (path.startsWith("/api/") || path === "/api") return listenApi(request, response);
    const answer = small[path.split("?")[0] ?? ""];
    if (answer) return answer(request, response);
    if (!isAsset) {
      if (!enterPage(request, response)) return;
      const { told, answer } = pageRequest(request.url ?? "/", peerOf(request));
      Object.assign(request.headers, told, { [ownMark.name]: ownMark.value });
      apply(response, answer);
    }
    return listenPages(request, response);
  };
  const certificate = config.tls && readOrEnd(config.tls);
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    route(request, response).catch((err) => {
      log.error({ err }, "a request failed outside of its endpoint");
      response.destroy();
    });
  };
  const server = createHttpServer(listen, {}, certificate);
  const realtime = attachRealtime(server, isDev ? { pages: upgradesOfNext } : {});

  server.once("error", (error: NodeJS.ErrnoException) => {
    const reason = error.code === "EADDRINUSE" ? `port ${config.port} is in use` : error.message;
    process.stderr.write(`The web server could not start: ${reason}.\n`);
    process.exit(error.code === "EADDRINUSE" ? 98 : 1);
  });
  const isLocal = config.host === "127.0.0.1";
  server.listen(config.port, config.host, () => {
    log.info({ port: config.port }, "web server ready");
    process.send?.("ready");
  });
  // Browsers resolve "localhost" to either loopback address, so the server listens on both; others cannot reach them.
  const second = isLocal ? listenOnLoopback6(server, certificate) : undefined;
  const servers = [server, ...(second ? [second] : [])];
  if (config.tls && certificate) followCertificate(servers, config.tls, certificate);

  const drain = prepareDrain(server, ...servers.slice(1));

  stopOnSignal(async () => {
    isStopping = true;
    await Promise.all([drain(), realtime.close()]);
    await web.flush();
  });
}

/** The addresses of scripts are part of the build: with another CDN_URL the pages would load one part here, one there. */
function requireBuildFor(cdnUrl = ""): void {
  const path = join(import.meta.dirname, "../../.next/required-server-files.json");
  // Without a build Next says so.
  if (!existsSync(path)) return;
  const { config: built } = JSON.parse(readFileSync(path, "utf8")) as { config: { assetPrefix?: string } };
  if ((built.assetPrefix ?? "") === cdnUrl) return;
  process.stderr.write("The pages were built for another CDN_URL. Run `npm run build` with the present one.\n");
  process.exit(1);
}

function readOrEnd(paths: CertificatePaths): Certificate {
  try {
    return readCertificate(paths);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The web server could not start: TLS_CERT and TLS_KEY cannot be used: ${why}\n`);
    process.exit(1);
  }
}

/** Lets the same server also listen on ::1, where the machine has it. */
function listenOnLoopback6(server: http.Server, certificate: Certificate | undefined): http.Server {
  const second = createHttpServer(undefined, {}, certificate);
  second.on("request", (request, response) => server.emit("request", request, response));
  second.on("upgrade", (request, socket, head) => server.emit("upgrade", request, socket, head));
  second.once("error", (error: NodeJS.ErrnoException) => {
    log.debug({ code: error.code }, "not listening on ::1");
  });
  return second.listen(config.port, "::1");
}

function apply(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

await main();
