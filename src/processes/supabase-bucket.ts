import { join } from "node:path";
import { bucketSettings } from "#src/config.ts";
import {
  differences,
  type MadeBucket,
  makeBucket,
  sizeInWords,
  typesInWords,
} from "#src/platform/files/supabase-bucket.ts";
import { loadDotEnv } from "#src/processes/start/own-database.mjs";

const usage = `Usage: npm run supabase:bucket
Makes the private bucket of S3_BUCKET (evidence) in the Supabase project of SUPABASE_URL, by SUPABASE_SERVICE_ROLE_KEY, or mends
the rules of one that is there. It may be run again at any time.
`;

async function main(): Promise<number> {
  if (process.argv.length > 2) return fail(usage, 2);
  loadDotEnv(join(import.meta.dirname, "../.."));
  const { bucket, ...settings } = bucketSettings();
  const made = await makeBucket(settings, bucket, settings);
  process.stdout.write(`${linesOf(bucket, made).join("\n")}\n`);
  return 0;
}

function linesOf(name: string, { before, now, largestBytes }: MadeBucket): string[] {
  const rules = `private, ${sizeInWords(now.sizeLimit)}, ${typesInWords(now.types)} alone`;
  const differed = before ? differences(before, now) : [];
  const lines = before
    ? differed.length > 0
      ? [`Mended: the bucket ${name}. Before, ${differed.join("; ")}. Now: ${rules}.`]
      : [`As it should be: the bucket ${name}, ${rules}.`]
    : [`Made: the bucket ${name}, ${rules}.`];
  if (before?.isPublic) {
    lines.push(
      "While it was public everybody could fetch what was in it by its address. The program's files are sealed; look for others, and " +
        "for addresses that caches still answer.",
    );
  }
  if (now.sizeLimit === null) {
    lines.push(
      `The project allows less than the ${largestBytes} bytes that the archive of a person may have (PERSON_FILES_MIB): larger ones fail. ` +
        "Raise the limit under Storage, Settings, and run this again.",
    );
  }
  return lines;
}

function fail(text: string, code: number): number {
  process.stderr.write(text);
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(`${error instanceof Error ? error.message : String(error)}\n`, 1);
}
