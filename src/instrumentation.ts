import type { Instrumentation } from "next";

/** Next calls it when its server starts. Ours has opened what this opens, before. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { getWeb } = await import("#src/http/runtime.ts");
  await getWeb();
}

/** Next calls it with each error that a page's code throws on the server. */
export const onRequestError: Instrumentation.onRequestError = async (thrown, _request, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("#src/platform/log/log.ts");
  log.error({ err: thrown, page: routePath }, "a page failed on the server");
};
