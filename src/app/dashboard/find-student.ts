import { cache } from "react";
import { type StudentLine, studentsAnswer } from "#src/features/people/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { isAddressId } from "./address-id.ts";

/** A student whom the reader may see, by id; loaded once for each request, for both the title and the page. */
export const findStudent = cache(async (id: string): Promise<StudentLine | undefined> => {
  if (!isAddressId(id)) return undefined;
  const { items } = await serverApi(`/api/students?studentId=${encodeURIComponent(id)}&limit=1`, studentsAnswer);
  return items.find((student) => student.id === id);
});
