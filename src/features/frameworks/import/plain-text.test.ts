import { describe, expect, it } from "vitest";
import { plainText, withoutFullStop } from "#src/features/frameworks/import/plain-text.ts";
import { cpuTimeMs } from "../../../../tests/support/cpu-time.ts";

describe("plainText", () => {
  for (const [source, plain] of [
    ["<p>Assess <strong>pain</strong></p>", "Assess pain"],
    ["Wash<br/>hands", "Wash hands"],
    ["<ul><li>one</li><li>two</li></ul>", "one two"],
    ['<a href="https://example.org/?a=1&amp;b=2">See</a>', "See"],
    ["Fish &amp; chips &lt;fresh&gt;", "Fish & chips <fresh>"],
    ["caf&#233; &#x1F600; &unknown; &#0; &#xD800;", "café 😀 &unknown; &#0; &#xD800;"],
    ["**Assess** __pain__ and `vitals`, ~~never~~", "Assess pain and vitals, never"],
    ["*Assess* _pain_", "Assess pain"],
    ["**Assess ~~no~~ pain** and **** or ** none **", "Assess no pain and **** or ** none **"],
    ["**one\ntwo** three**", "**one two** three**"],
    ["# Heading", "Heading"],
    ["- one\n- two", "one two"],
    ["[Guideline](https://example.org/a) and ![picture](b.png)", "Guideline and picture"],
    ["> 18 years: take consent", "> 18 years: take consent"],
    ["- 5 °C and colder", "- 5 °C and colder"],
    ["> one\n> two", "one two"],
    ["# 5 needle", "# 5 needle"],
    ["5. 10 mL syringe", "5. 10 mL syringe"],
    ["a<b and c>d, x <y> z", "a<b and c>d, x <y> z"],
    ["blood pressure < 90 and pH > 7", "blood pressure < 90 and pH > 7"],
    ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
    ["ﷺ 田中さん 👩‍⚕️", "ﷺ 田中さん 👩‍⚕️"],
    ["  \u00a0 spaces\t\r\n everywhere ", "spaces everywhere"],
    ["<script>alert(1)</script>", "alert(1)"],
  ] as const) {
    it(`reads ${JSON.stringify(source)} as ${JSON.stringify(plain)}`, () => {
      expect(plainText(source)).toBe(plain);
    });
  }

  it("takes time linear in the length, whatever the marks [V1.3.5]", () => {
    const hostile = [
      "~~a ",
      "**a ",
      "`",
      "``a",
      "_a ",
      "<a",
      "[a](b",
      "[",
      "&#",
      "*",
      "# \n",
      "\n   ",
      " ",
      "1",
      "_a     ",
    ];
    const work = () => {
      for (const mark of hostile) plainText(mark.repeat(1_000_000 / mark.length));
    };
    expect(cpuTimeMs(work)).toBeLessThan(15_000);
  }, 120_000);
});

describe("withoutFullStop", () => {
  it("removes the full stop of a sentence, and leaves an ellipsis", () => {
    expect(withoutFullStop("Wash hands.")).toBe("Wash hands");
    expect(withoutFullStop("Wash hands...")).toBe("Wash hands...");
  });
});
