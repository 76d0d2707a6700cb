import type { Instrumentation } from "next";

/** Next calls it with each error that a page's code throws on the server. */
export const onRequestError: Instrumentation.onRequestError = async (thrown, _request, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("#src/platform/log/log.ts");
  log.error({ err: thrown, page: routePath }, "a page failed on the server");
};
