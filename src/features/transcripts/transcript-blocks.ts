import type { Transcript, TranscriptLine } from "#src/features/transcripts/schema.ts";
import { shortDayWords } from "#src/lib/day.ts";
import type { Block, Cell, Column, Drawing, Row } from "#src/platform/pdf/blocks.ts";
import type { Place } from "#src/platform/pdf/options.ts";
import { colors, type Pen, type TextStyle } from "#src/platform/pdf/pen.ts";
import { drawQr } from "#src/platform/pdf/qr-code.ts";

type Check = { code: string; address: string };

const columns: readonly Column[] = [
  { head: "Code", width: { points: 42 }, tone: "quiet" },
  { head: "Competency", width: { share: 1 }, isRowHead: true },
  { head: "Level reached", width: { points: 108 } },
  { head: "Target", width: { points: 32 }, align: "right", tone: "quiet" },
  { head: "Completed", width: { points: 62 } },
  { head: "Assessed", width: { points: 46 }, align: "right" },
];

/** The blocks of a transcript: who, the counts, every competency with its level, and how to read and to check it. */
export function transcriptBlocks(transcript: Transcript, check: Check): Block[] {
  const isOne = transcript.frameworks.length === 1;
  return [
    head(transcript, check),
    ...transcript.frameworks.flatMap((framework): Block[] => [
      { kind: "heading", level: 2, text: titleOf(framework, isOne) },
      {
        kind: "table",
        summary: `Competencies of ${framework.name ?? "no framework"}`,
        columns,
        rows: rowsOf(framework),
      },
    ]),
    ...(transcript.frameworks.length === 0
      ? [{ kind: "paragraph", text: "No competencies were assigned yet.", tone: "quiet" } as const]
      : [{ kind: "note", title: "How to read the levels", text: howToRead(transcript) } as const]),
  ];
}

function titleOf({ name, version, completed, total }: Transcript["frameworks"][number], isOne: boolean): string {
  const title = name === null ? "Without a framework" : `${name}, version ${version}`;
  return isOne ? title : `${title}: ${completed} of ${total}`;
}

function* rowsOf({ categories }: Transcript["frameworks"][number]): Generator<Row> {
  for (const { name, completed, total, lines } of categories) {
    yield { group: name, value: `${completed} of ${total}` };
    for (const line of lines) yield { cells: cellsOf(line) };
  }
}

function cellsOf(line: TranscriptLine): Cell[] {
  const { code, name, level, target, completedOn, standing, assessments } = line;
  return [
    code ?? "",
    name,
    level ?? { text: assessments > 0 ? "Not enough evidence" : "None yet", tone: "quiet" },
    target,
    completedOn === null ? { text: standing, tone: "quiet" } : shortDayWords(completedOn),
    assessments === 0 ? { text: "None", tone: "quiet" } : `${assessments} by ${peopleOf(line)}`,
  ];
}

/** "3", or "3+" where some assessed without their name. */
export function peopleOf({
  assessors,
  assessorsAtLeast,
}: Pick<TranscriptLine, "assessors" | "assessorsAtLeast">): string {
  return assessorsAtLeast ? `${assessors}+` : String(assessors);
}

function howToRead({ scales, assessorsAtLeast, frameworks }: Transcript): string {
  const levels = scales.map(({ name, words }) => `${name}: ${words}.`).join(" ");
  const hasUnnamed =
    assessorsAtLeast ||
    frameworks.some(({ categories }) => categories.some(({ lines }) => lines.some((line) => line.assessorsAtLeast)));
  return [
    levels,
    "A competency is completed when its level reaches the target and enough assessments, assessors and days are behind it.",
    "Assessed “4 by 3” means four assessments by three assessors; those before a renewal are left out.",
    ...(hasUnnamed ? ["“2+” means two or more: some assessed without their name."] : []),
  ].join(" ");
}

const eyebrow: TextStyle = { size: 9.5, leading: 13, weight: 600 };
const title: TextStyle = { size: 18, leading: 24, weight: 600 };
const quiet: TextStyle = { size: 9, leading: 13.5, color: colors.muted };
const label: TextStyle = { size: 8.25, leading: 12, color: colors.muted };
const value: TextStyle = { size: 11, leading: 15, weight: 600 };
const small: TextStyle = { size: 8, leading: 11.5, color: colors.muted };
const boxWidth = 186;
const boxHeight = 74;

/** Who and how far at the left, how to check it at the right. */
function head(transcript: Transcript, check: Check): Drawing {
  return {
    kind: "drawing",
    height: 104,
    draw(pen, place) {
      const left = { ...place, width: place.width - boxWidth - 18 };
      const { student } = transcript;
      let y = place.y;
      y += pen.text(
        pen.root,
        "P",
        "Transcript of competencies",
        { ...eyebrow, color: pen.options.branding.color },
        { ...left, y },
      );
      const size = pen.widthOf(student.name, title) <= left.width ? title : { ...title, size: 12, leading: 15 };
      y += pen.text(pen.root, "H1", cut(pen, student.name, size, left.width), size, { ...left, y });
      const who = [student.number, [student.program, student.cohort].filter(Boolean).join(", ")]
        .filter(Boolean)
        .join(" · ");
      if (who !== "") y += pen.text(pen.root, "P", cut(pen, who, quiet, left.width), quiet, { ...left, y });
      drawFacts(pen, transcript, { ...left, y: y + 8, height: 30 });
      drawCheck(pen, check, { x: place.x + place.width - boxWidth, y: place.y, width: boxWidth, height: boxHeight });
    },
  };
}

function drawFacts(pen: Pen, transcript: Transcript, place: Place): void {
  const { completed, total, assessments, approvedMinutes, requiredMinutes } = transcript;
  const hours = figure(Math.floor(approvedMinutes / 60));
  const items = [
    { name: "Completed", text: `${completed} of ${total}` },
    {
      name: "Assessments counted",
      text: assessments === 0 ? "None" : `${figure(assessments)} by ${peopleOf(transcript)} assessors`,
    },
    {
      name: "Approved hours",
      text: requiredMinutes ? `${hours} of ${figure(Math.ceil(requiredMinutes / 60))}` : hours,
    },
  ];
  const widths = [0.24, 0.45, 0.31];
  const list = pen.group(pen.root, "L");
  let x = place.x;
  for (const [index, { name, text }] of items.entries()) {
    const width = place.width * (widths[index] ?? 0);
    const item = pen.group(list, "LI");
    pen.text(item, "Lbl", name, label, { x, y: place.y, width });
    pen.text(item, "LBody", text, value, { x, y: place.y + label.leading, width });
    pen.close(item);
    x += width;
  }
  pen.close(list);
}

function drawCheck(pen: Pen, { code, address }: Check, place: Place): void {
  const pad = 9;
  const size = place.height - 2 * pad;
  const text = { x: place.x + size + 2 * pad, width: place.width - size - 3 * pad };
  const page = new URL("/verify", address);
  pen.artifact(() => pen.frame(place, colors.rule, 6));
  drawQr(
    pen,
    pen.root,
    { url: address, alternative: `QR code of ${address}` },
    { x: place.x + pad, y: place.y + pad, width: size },
  );
  let y = place.y + pad + 2;
  y += pen.text(pen.root, "P", "Check this document", { ...small, weight: 600, color: colors.ink }, { ...text, y });
  y += pen.text(pen.root, "P", "Scan, or enter at", small, { ...text, y });
  y += pen.text(pen.root, "P", page.host + page.pathname, small, { ...text, y });
  pen.text(pen.root, "P", code, { size: 8.5, leading: 14, weight: 600 }, { ...text, y: y + 2 });
}

/** As much of a text as one line holds. */
function cut(pen: Pen, text: string, style: TextStyle, width: number): string {
  if (pen.widthOf(text, style) <= width) return text;
  let fits = text.slice(0, 120);
  while (fits.length > 1 && pen.widthOf(`${fits}…`, style) > width) fits = fits.slice(0, -1);
  return `${fits.trimEnd()}…`;
}

function figure(count: number): string {
  return count.toLocaleString("en-GB");
}
