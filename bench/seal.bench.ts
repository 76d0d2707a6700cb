import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from "node:crypto";
import { signJws, verifyJws } from "#src/platform/identity/jws.ts";
import { signingPair } from "#src/platform/identity/signing-key.ts";
import { openWords, sealUnsigned, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { openField, sealedFields, sealField } from "#src/platform/sealed/field.ts";

/**
 * `node bench/seal.bench.ts [runs]`: what a sealed field and an access token cost, in microseconds of CPU, each beside the
 * least that the cipher or the signature needs. A request that reads twenty private notes opens twenty; a page of a competency
 * opens the words of as many evaluations as it shows; a token is verified once for each process and ten minutes, and is then
 * found in a map.
 */
const runs = Number(process.argv[2] ?? 50_000);

Object.assign(process.env, {
  APP_SECRET: "bench-secret-bench-secret-bench-secret",
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
  DATA_DIR: "/nonexistent/bench",
});
const { signAccessToken, verifyAccessToken } = await import("#src/platform/identity/access-token.ts");

const field = sealedFields.privateNote;
const place = { schoolId: "school", rowId: "0199f0a2-7a3e-7c41-9d1f-000000000000" };
const note = "Came off two nights. I would look at reporting again on a calmer shift before reading much into it.";
const sealed = sealField(field, place, note);
const key = createSecretKey(randomBytes(32));
const bytes = Buffer.from(note);

const floor = {
  seal() {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
    return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  },
  open(value: Buffer) {
    const decipher = createDecipheriv("aes-256-gcm", key, value.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(value.subarray(-16));
    return Buffer.concat([decipher.update(value.subarray(12, -16)), decipher.final()]);
  },
};
const floorSealed = floor.seal();

// Three texts and the comments on four criteria, as in a form that is filled in with care.
const said = {
  feedback: note,
  strengths: "Explained each step to the patient and checked consent before the first touch.",
  nextSteps: "Say the plan aloud before starting, and call me as soon as it changes.",
  criteria: [1, 2, 3, 4].map((n) => ({
    rubricId: `rubric_${n}`,
    score: 3,
    comment: `Did step ${n} without a reminder.`,
  })),
};
const page = Array.from({ length: 50 }, (_, n) => {
  const of = { schoolId: "school", evaluationId: `0199f0a2-7a3e-7c41-9d1f-${String(n).padStart(12, "0")}` };
  return { of, ...wordColumns(of, said) };
});
const plain = page.map(({ of, words }) => JSON.stringify(openWords(of, words)));
const unknown = { schoolId: "school", evaluationId: "" };
const author = { schoolId: "school", authorId: "assessor" };
const pages = Math.max(1, Math.round(runs / 50));
const values = said.criteria.map(({ comment }) => comment).concat(said.feedback, said.strengths, said.nextSteps);
const sealedValues = values.map((text) => sealField(field, place, text));

const actor = { kind: "user", userId: "u", role: "STUDENT", schoolId: "school", sessionId: "s" } as const;
const pair = signingPair({ id: "bench", secret: key.export(), usedFrom: new Date(0) });
const claims = {
  sub: "u",
  iat: 1_790_000_000,
  exp: 1_790_000_600,
  app_metadata: { role: "STUDENT", school_id: "school" },
};
const token = signJws(claims, { keyId: "bench", key: pair.privateKey, type: "at+jwt" });
const keys = new Map([["bench", pair.publicKey]]);
const known = signAccessToken(actor);
const signatures = Math.max(1, Math.round(runs / 10));

const lines: [what: string, times: number, work: () => unknown][] = [
  ["seal: AES-256-GCM alone (floor)", runs, () => floor.seal()],
  ["seal a field of 100 letters", runs, () => sealField(field, place, note)],
  ["seal a comparable field", runs, () => sealField(sealedFields.draftNote, place, note)],
  ["open: AES-256-GCM alone (floor)", runs, () => floor.open(floorSealed)],
  ["open a field of 100 letters", runs, () => openField(field, place, sealed)],
  ["seal the words of an evaluation, and count them", runs, () => wordColumns(page[0]?.of ?? unknown, said)],
  ["seal the words of a draft", runs, () => sealUnsigned("draft", author, said)],
  ["open the words of 50 evaluations", pages, () => page.map(({ of, words }) => openWords(of, words))],
  ["the same as JSON in the clear (floor)", pages, () => plain.map((text) => JSON.parse(text))],
  [
    "the same with each text sealed by itself",
    pages,
    () => page.map(() => sealedValues.map((value) => openField(field, place, value))),
  ],
  [
    "token: HMAC-SHA256 alone, as before (floor)",
    runs,
    () => createHmac("sha256", key).update(token).digest("base64url"),
  ],
  ["token: sign, once for ten minutes of a client", signatures, () => signAccessToken(actor)],
  ["token: verify, once for each process", signatures, () => verifyJws(token, keys, "at+jwt")],
  ["token: verify again, on each request", runs, () => verifyAccessToken(known)],
];

for (const [, times, work] of lines) for (let run = 0; run < times / 10; run += 1) work();
for (const [what, times, work] of lines) {
  const before = process.cpuUsage();
  for (let run = 0; run < times; run += 1) work();
  const { user, system } = process.cpuUsage(before);
  const us = (user + system) / times;
  process.stdout.write(`${what.padEnd(50)}${us.toFixed(2).padStart(8)} µs\n`);
}
