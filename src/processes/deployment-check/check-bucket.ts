import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import { unexpected, Visitor } from "#src/processes/deployment-check/visitor.ts";

/** What the bucket of the evidence files gives to somebody without a key. */
export async function checkBucket(
  report: Report,
  { endpoint, bucket }: { endpoint: string; bucket: string },
): Promise<void> {
  await report.check(
    "bucket",
    { remedy: "Take public access away in the bucket's policy: the program reads with its own key." },
    async () => {
      const answer = await new Visitor(endpoint).ask(`/${encodeURIComponent(bucket)}?list-type=2&max-keys=1`);
      if (answer.status === 200) throw new Fault("anybody can list the files");
      if (answer.status !== 401 && answer.status !== 403 && answer.status !== 400) {
        throw unexpected("GET", "/bucket", answer);
      }
      return "refuses whoever has no key";
    },
  );
}
