import { after } from "next/server.js";
import { config } from "#src/config.ts";
import { withAnswerHeaders } from "#src/http/answer-headers.ts";
import type { Web } from "#src/http/open-web.ts";
import { refusalOf } from "#src/http/request-target.ts";
import { getWeb } from "#src/http/runtime.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** What our own server does around an endpoint, where Next's own routes hand it the requests. */
export async function serveEndpoint(
  request: Request,
  answer: (web: Web) => Response | Promise<Response>,
): Promise<Response> {
  const refused = refusalOf(request);
  if (refused) return withAnswerHeaders(refused);
  const web = await getWeb();
  after(() => web.settle());
  if (config.cron && !safeMethods.has(request.method)) after(followUp);
  await web.wake();
  return withAnswerHeaders(await answer(web));
}

/** Loads all jobs, which no other request needs. */
async function followUp(): Promise<void> {
  const realtime = await import("#src/realtime/work-off.ts");
  await realtime.followUp();
}
