import { cache } from "react";
import { type StudentLine, studentsAnswer } from "#src/features/people/schema.ts";
import { supervisedPath } from "#src/features/people/ui/student-queries.ts";
import { serverApi } from "#src/http/server-api.ts";

/** A student of the supervisor's placements by id: the list is what the supervisor may see, and it is short. */
export const findSupervisedStudent = cache(async (id: string): Promise<StudentLine | undefined> => {
  let cursor: string | null = null;
  do {
    const path = supervisedPath({ q: "", standing: null, rotation: null }, cursor);
    const page: { items: StudentLine[]; nextCursor: string | null } = await serverApi(path, studentsAnswer);
    const found = page.items.find((student) => student.id === id);
    if (found) return found;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return undefined;
});
