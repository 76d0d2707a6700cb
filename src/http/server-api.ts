import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server.js";
import type { z } from "zod";
import type { PageBindings } from "#src/http/exchange.ts";
import { hasOwnServer } from "#src/http/own-server.ts";
import { getWeb } from "#src/http/runtime.ts";
import { enrolHref, signInHref } from "#src/lib/own-path.ts";

/**
 * Calls the API while a page is rendered: the same endpoint, checks and answer as over the network, without the
 * network. An expired sign-in redirects to the sign-in page, and from there back.
 */
export async function serverApi<S extends z.ZodType>(path: `/api/${string}`, schema: S): Promise<z.output<S>> {
  const response = await fetchFromApi(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return schema.parse(await response.json());
}

/** As `serverApi`, but undefined where the record does not exist or this reader may not read it. */
export async function findFromApi<S extends z.ZodType>(
  path: `/api/${string}`,
  schema: S,
): Promise<z.output<S> | undefined> {
  const response = await fetchFromApi(path);
  if (response.status === 404 || response.status === 403) return undefined;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return schema.parse(await response.json());
}

async function fetchFromApi(path: `/api/${string}`): Promise<Response> {
  const incoming = await headers();
  const web = await getWeb();
  if (!hasOwnServer()) {
    after(() => web.settle());
    await web.wake();
  }
  const response = await web.api.request(
    path,
    {
      headers: {
        cookie: incoming.get("cookie") ?? "",
        host: incoming.get("host") ?? "localhost",
        "user-agent": incoming.get("user-agent") ?? "",
      },
    },
    { pageOf: { address: incoming.get("x-address") ?? "unknown" } } satisfies PageBindings,
  );
  if (response.status === 401) {
    redirect(signInHref(incoming.get("x-path") ?? "/"));
  }
  if (response.status === 403 && (await hasToEnrol(response))) {
    redirect(enrolHref(incoming.get("x-path") ?? "/"));
  }
  return response;
}

/** Of whoever has to set up a second step first. */
async function hasToEnrol(response: Response): Promise<boolean> {
  const problem: unknown = await response.clone().json();
  return typeof problem === "object" && problem !== null && "code" in problem && problem.code === "factor_required";
}
