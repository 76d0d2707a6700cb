import { describe, expect, it } from "vitest";
import { errorCatalogue } from "#src/errors.ts";
import { docsPages } from "#src/http/docs/docs-page.ts";

/** The page of the only tag in a document with one operation that answers with this schema. */
async function pageOf(schema: object, details: object = {}, part = "things"): Promise<string> {
  const answer = { description: "It.", content: { "application/json": { schema } } };
  const operation = { operationId: "getThing", tags: ["Things"], summary: "Read a thing.", ...details };
  return String(
    await docsPages({
      openapi: "3.1.0",
      info: { title: "An API", version: "1.0.0" },
      tags: [{ name: "Things" }],
      paths: { "/api/things/{id}": { get: { ...operation, responses: { 200: answer } } } },
      components: { schemas: { Thing: { type: "object", properties: {} } } },
    }).get(part),
  );
}

/** What a reader sees, in one line. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<wbr>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ");
}

describe("the page of the API", () => {
  it("has the anchor that the type of each problem names", async () => {
    const page = await pageOf({ type: "string" }, {}, "");
    for (const code of Object.keys(errorCatalogue)) expect(page).toContain(`id="problem-${code}"`);
  });

  it("shows an operation's address, permission, parameters and answer", async () => {
    const page = await pageOf(
      { type: "object", properties: { name: { type: "string", maxLength: 80 } }, required: ["name"] },
      {
        "x-permission": "thing:read",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", pattern: "^a+$" } }],
      },
    );
    expect(page).toContain('<article id="getThing">');
    expect(textOf(page)).toContain("Read a thing GET /api/things/{id} Permission thing:read");
    expect(textOf(page)).toContain("In the path id string required ^a+$");
    expect(textOf(page)).toContain("Answer 200 application/json name string required at most 80 characters");
  });

  it.each([
    [{ $ref: "#/components/schemas/Thing" }, "Thing"],
    [{ type: ["integer", "null"], minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, "integer or null at least 1"],
    [{ type: "string", format: "date", pattern: "^long$" }, "string (date)"],
    [{ type: "string", enum: ["A", "B"], default: "A" }, 'one of A , B default "A"'],
    [{ type: "array", items: { type: "number", minimum: 0, maximum: 5 }, maxItems: 3 }, "array of number at most 3"],
    [{ type: "object", additionalProperties: { type: "boolean" } }, "object of boolean"],
    [
      { anyOf: [{ type: "object", properties: { a: { type: "string" } } }, { type: "null" }] },
      "object or null 1 field a",
    ],
    [
      {
        oneOf: [
          { type: "object", properties: { kind: { const: "x" } } },
          { type: "object", properties: { kind: { const: "y" }, more: { type: "string" } } },
        ],
      },
      'object kind "x" kind "x" kind "y" kind "y" more string',
    ],
  ])("says what a field of %j may hold", async (schema, words) => {
    expect(textOf(await pageOf({ type: "object", properties: { field: schema } }))).toContain(`field ${words}`);
  });

  it("escapes text of the document", async () => {
    const page = await pageOf({ type: "string" }, { summary: "<script>alert(1)</script>" });
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
  });
});
