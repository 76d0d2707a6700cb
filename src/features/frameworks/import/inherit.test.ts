import fc from "fast-check";
import { expect, it } from "vitest";
import { diffOf } from "#src/features/frameworks/import/diff.ts";
import { inherit } from "#src/features/frameworks/import/inherit.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { placedItems } from "#src/features/frameworks/import/preview.ts";
import { anyContent } from "../../../../tests/support/framework-content.ts";

it("keeps what a file does not say of a competency that is known, and finds no change in it", () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const known = content.items
        .filter(({ competency }) => competency)
        .map((item, at) => ({ ...item, identifier: `k${at}`, code: `k${at}` }));
      const table = `code,name\n${known.map(({ code }) => `${code},Wash hands`).join("\n")}`;
      const { draft } = parseFramework("list.csv", table);
      if (!draft) return expect.fail();
      const before = known.map((item) => ({
        ...item,
        competency: item.competency && { ...item.competency, name: "Wash hands", description: "", category: "General" },
      }));
      const update = inherit(draft, { ...content, items: before });
      expect(
        update.items.map(({ level, isRequired, rubric, settings, shortName }) => ({
          level,
          isRequired,
          rubric,
          settings,
          shortName,
        })),
      ).toEqual(
        before.map(({ competency }) => ({
          level: competency?.level,
          isRequired: competency?.isRequired,
          rubric: competency?.rubric,
          settings: competency?.settings,
          shortName: competency?.shortName,
        })),
      );
      expect(diffOf(before, placedItems(draft, {}), draft.items).counts).toEqual({
        added: 0,
        changed: 0,
        retired: 0,
        unchanged: before.length,
      });
    }),
    { seed: 20_261_130, numRuns: 50 },
  );
});
