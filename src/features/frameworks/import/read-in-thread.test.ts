import { describe, expect, it } from "vitest";
import { readFramework } from "#src/features/frameworks/import/read-framework.ts";
import { ReadingStopped, readInThread, threadLimits } from "#src/features/frameworks/import/read-in-thread.ts";
import { cpuTimeMsUntil } from "../../../../tests/support/cpu-time.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const many = { fileName: "list.csv", bytes: bytesOf(`name\n${"a\n".repeat(3_000_000)}`) };

describe("reading in a thread", () => {
  it("finds what reading without one finds", async () => {
    for (const [fileName, text] of [
      ["list.csv", "code,name\n1,One"],
      ["package.json", '{"CFDocument":{"identifier":"d"},"CFItems":[{"identifier":"__proto__","fullStatement":"a"}]}'],
      ["broken.json", "{"],
      ["binary.csv", "\u0000\u0001"],
      ["empty.csv", "\ufeff \n"],
    ] as const) {
      const file = { fileName, bytes: bytesOf(text) };
      expect(await readInThread(file)).toEqual(await readFramework(fileName, file.bytes));
    }
  }, 60_000);

  it("reads one file after another, several at once, and the next one after one that was stopped", async () => {
    const file = { fileName: "list.csv", bytes: bytesOf("code,name\n1,One") };
    const namesOf = async () => (await readInThread(file)).draft?.items.map(({ name }) => name);
    expect(await namesOf()).toEqual(["One"]);
    expect(await namesOf()).toEqual(["One"]);
    expect(await Promise.all([namesOf(), namesOf(), namesOf()])).toEqual([["One"], ["One"], ["One"]]);
    await expect(readInThread(many, { ...threadLimits, timeMs: 20 })).rejects.toBeInstanceOf(ReadingStopped);
    expect(await namesOf()).toEqual(["One"]);
  }, 60_000);

  it("is stopped when it takes too long, or too much memory", async () => {
    const late = readInThread(many, { ...threadLimits, timeMs: 20 });
    await expect(late).rejects.toThrow("Reading this file took more than 0.02 seconds, so it was stopped.");
    const full = readInThread(many, { ...threadLimits, heapMb: 8 });
    await expect(full).rejects.toThrow("Reading this file needed too much memory, so it was stopped.");
    await expect(full).rejects.toBeInstanceOf(ReadingStopped);
  }, 60_000);
});

/** A megabyte of one character in each field: what an expression that tries every start takes hours for. */
describe("reading a megabyte of", () => {
  const fields = ["identifier", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "CFItemType", "notes"];
  const documentFields = ["title", "description", "version", "publisher", "licenseURI", "notes", "identifier", "uri"];
  const ends = ["originNodeURI", "destinationNodeURI"];
  for (const sign of [
    "/",
    " ",
    "\\",
    "[",
    "(",
    "*",
    "_",
    "`",
    "<",
    "&",
    '"',
    "'",
    "\n",
    "\r",
    ".",
    "-",
    ",",
    "a",
    "1",
  ]) {
    it(`${JSON.stringify(sign)} takes time in proportion`, async () => {
      const long = sign.repeat(1_000_000);
      const texts = (at: (value: string) => unknown) => [at(`a${long}a`), at(`a${sign.repeat(9_990)}a`)];
      const packages = [
        ...fields.map((field) => texts((value) => ({ identifier: "a", fullStatement: "A", [field]: value }))),
        texts((value) => ({ identifier: "a", fullStatement: "A", uri: value, lastChangeDateTime: value })),
      ].map((CFItems) => ({ CFDocument: { identifier: "d", title: "D" }, CFItems }));
      const documents = documentFields.flatMap((field) =>
        texts((value) => ({
          CFDocument: { identifier: "d", title: "D", [field]: value },
          CFItems: [{ identifier: "a", fullStatement: "A" }],
        })),
      );
      const links = ends.map((end) => ({
        CFDocument: { identifier: "d", title: "D" },
        CFItems: [{ identifier: "a", fullStatement: "A" }],
        CFAssociations: texts((uri) => ({
          identifier: "l",
          associationType: "isChildOf",
          originNodeURI: { uri: "urn:a" },
          destinationNodeURI: { uri: "urn:d" },
          [end]: { uri },
        })),
      }));
      const work = async () => {
        for (const value of [...packages, ...documents, ...links]) {
          await readFramework("package.json", bytesOf(JSON.stringify(value)));
        }
        for (const text of [long, `name\n${long}`, `name\na${long}a`, `name,category\na,"${long}"`, `"${long}"\na`]) {
          await readFramework("list.csv", bytesOf(text));
        }
      };
      expect(await cpuTimeMsUntil(work)).toBeLessThan(20_000);
    }, 120_000);
  }
});
