import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeedRow } from "#src/realtime/feed-rows.ts";
import type { Packet } from "#src/realtime/frames.ts";
import { toMessages } from "#src/realtime/publish.ts";
import { realtimeMessage } from "#src/realtime/schema.ts";

/** Students s0 to s2 with two assignments each; `completed` increases, so that the newest can be recognised. */
const rows = fc
  .array(fc.record({ student: fc.nat(2), assignment: fc.nat(1), isProgress: fc.boolean() }), { maxLength: 40 })
  .map((events): FeedRow[] =>
    events.map(({ student, assignment, isProgress }, index) => {
      const studentId = `s${student}`;
      return {
        seq: 1_000 + index,
        schoolId: "north",
        studentId,
        type: isProgress ? "progress.updated" : "assessment.submitted",
        createdAt: new Date(index * 1_000),
        data: isProgress
          ? {
              studentId,
              overall: { totalCompetencies: 100, completedCompetencies: index, progressPercentage: index },
              assignment: {
                id: `${studentId}-a${assignment}`,
                competencyId: "c",
                status: "IN_PROGRESS",
                progressPercentage: index,
                result: null,
              },
            }
          : {
              assessmentId: `${index}`,
              studentId,
              competencyId: "c",
              status: "submitted",
              evaluatorName: "Dr. Hansen",
            },
      };
    }),
  );

/** What a message is on either line; the header of a frame is 2, 4 or 10 bytes long. */
function textOf({ frame, chunk, id }: Packet): string {
  const short = frame[1] ?? 0;
  const text = frame.subarray(short < 126 ? 2 : short === 126 ? 4 : 10).toString();
  expect(chunk.toString()).toBe(`id: ${id}\ndata: ${text}\n\n`);
  return text;
}

describe("messages of a burst", () => {
  it("are in order, with the last update of each assignment, the newest overall, and all other events", () => {
    fc.assert(
      fc.property(rows, (burst) => {
        const messages = toMessages(burst).map(({ packet }) => realtimeMessage.parse(JSON.parse(textOf(packet))));
        const ids = messages.map(({ id }) => Number(id));
        expect(ids).toEqual([...ids].sort((a, b) => a - b));

        const submitted = messages.filter(({ type }) => type === "assessment_submitted");
        expect(submitted.length).toBe(burst.filter(({ type }) => type === "assessment.submitted").length);

        const lastOf = new Map<string, string>();
        const newestOf = new Map<string, number>();
        burst.forEach((row, index) => {
          if (row.type !== "progress.updated") return;
          const { assignment } = row.data as { assignment: { id: string } };
          lastOf.set(assignment.id, String(row.seq));
          newestOf.set(row.studentId ?? "", index);
        });
        const updates = messages.flatMap((message) => (message.type === "progress_updated" ? [message] : []));
        expect(new Map(updates.map(({ id, data }) => [data.assignment.id, id]))).toEqual(lastOf);
        expect(updates.length).toBe(lastOf.size);
        for (const { data } of updates) {
          expect(data.overall.completedCompetencies).toBe(newestOf.get(data.studentId));
        }
      }),
    );
  });

  it("go to the student, their school, and those who see everything", () => {
    const [message] = toMessages([
      {
        seq: 7,
        schoolId: "north",
        studentId: "s1",
        type: "achievement.unlocked",
        data: {},
        createdAt: new Date(0),
      },
    ]);
    expect([...(message?.channels ?? [])].sort()).toEqual(["all", "school:north", "student:s1"]);
  });
});
