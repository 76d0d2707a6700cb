import { isThisMachine } from "#src/lib/plain-connections.ts";
import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import { clockFault, forgedFault, hstsFault, policyFault, skewMs } from "#src/processes/deployment-check/rules.ts";
import { unexpected, type Visitor } from "#src/processes/deployment-check/visitor.ts";

const page = "/sign-in";
const mark = "forged-by-the-check";
/** What pages believe of their own request, and what has led past a proxy or to another host elsewhere. */
const forgedHeaders = {
  "x-path": `/${mark}`,
  "x-address": mark,
  "x-nonce": mark,
  "x-own-server": "1",
  "content-security-policy": `script-src 'nonce-${mark}'`,
  "x-forwarded-host": `${mark}.example`,
  "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy",
};

/**
 * What anybody sees who is not signed in.
 * @returns whether there is a program to be asked further, by a way that is private
 */
export async function checkEntry(report: Report, visitor: Visitor, address: string): Promise<boolean> {
  const { protocol, hostname } = new URL(address);
  const isSecure = protocol === "https:";
  const isThere = await report.check(
    "address",
    { remedy: "Look whether the name leads there, the certificate is valid for it, and the program runs." },
    async () => {
      if (!isSecure && !isThisMachine(hostname)) throw new Fault("it is not https", "Serve it over HTTPS.");
      const answer = await visitor.ask(page);
      if (answer.status !== 200) throw unexpected("GET", page, answer);
      return isSecure ? "answers over HTTPS" : "answers over http, on this machine";
    },
  );
  // Each question would wait as long again.
  if (!isThere) return false;
  await report.check(
    "HSTS",
    { remedy: "Set APP_URL to the https address, and let the proxy in front pass the header on." },
    async () => {
      if (!isSecure) return "not for http on this machine";
      throwFault(hstsFault((await visitor.ask(page)).headers.get("strict-transport-security")));
      return "for half a year or more";
    },
  );
  await report.check(
    "script policy",
    { remedy: "Let nothing in front keep pages, or take Content-Security-Policy away or replace it." },
    async () => {
      const pages = [await visitor.ask(page), await visitor.ask(page)];
      throwFault(
        policyFault(pages.map(({ headers, text }) => ({ policy: headers.get("content-security-policy"), html: text }))),
      );
      return "each page has a nonce of its own";
    },
  );
  await report.check("/healthz", { remedy: "Look at the log of the web process." }, async () => {
    const { status } = await visitor.json<{ status: string }>("/healthz");
    if (status !== "ok") throw new Fault("it does not say that it is well");
    return "ok";
  });
  await report.check(
    "/readyz",
    { remedy: "See whether DATABASE_URL is reached, and run npm run db:migrate." },
    async () => {
      const answer = await visitor.ask("/readyz");
      const [, database = "unknown"] = /"database":"([a-z ]{1,40})"/.exec(answer.text) ?? [];
      if (answer.status !== 200) throw new Fault(`not ready (${answer.status}), database: ${database}`);
      return /"worker":"ok"/.test(answer.text) ? "ready, with a worker" : "ready; no worker there at this moment";
    },
  );
  await report.check(
    "clock",
    { remedy: "Set the clock of the server by NTP, or that of this machine: codes and tokens go by it." },
    async () => {
      const { headers, startedAt, endedAt } = await visitor.ask("/healthz");
      const skew = skewMs(headers.get("date"), { startedAt, endedAt });
      throwFault(clockFault(skew));
      return `${((skew ?? 0) / 1000).toFixed(1)} s apart`;
    },
  );
  await report.check(
    "forged headers",
    { remedy: "Run the build by npm start, or on a platform that runs src/proxy.ts for every page." },
    async () => {
      const asked = [page, "/dashboard/student"];
      for (const path of asked) {
        const answer = await visitor.ask(path, { headers: forgedHeaders });
        if (answer.status >= 500) throw unexpected("GET", path, answer);
        throwFault(forgedFault(answer, mark));
      }
      const { status } = await visitor.ask("/api/auth/session", { headers: forgedHeaders });
      if (status !== 401) throw new Fault(`nobody's session answered ${status}`);
      return "not believed";
    },
  );
  return true;
}

function throwFault(words: string | null): void {
  if (words !== null) throw new Fault(words);
}
