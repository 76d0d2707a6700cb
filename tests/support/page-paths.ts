import { beforeAll } from "vitest";
import { features } from "#src/features/list.ts";
import { stableUuid } from "../../db/demo/people.ts";
import type { Demo } from "./example.ts";
import { pageParams } from "./examples.ts";
import { getJson } from "./http-client.ts";
import type { OpenProgram, Who } from "./pages.ts";

const roleOf = {
  nobody: "nobody",
  student: "STUDENT",
  supervisor: "CLINICAL_SUPERVISOR",
  admin: "SCHOOL_ADMIN",
  super: "SUPER_ADMIN",
} as const satisfies Record<Who, string>;

export type PagePaths = Record<Who, string[]>;

/** Every page that a feature names, by who may see it, with records of the demo school; filled before the first test. */
export function usePagePaths(opened: OpenProgram): PagePaths {
  const paths = {} as PagePaths;
  beforeAll(async () => {
    Object.assign(paths, await findPaths(opened));
  });
  return paths;
}

async function findPaths({ program: { address }, people }: OpenProgram): Promise<PagePaths> {
  const get: Demo["get"] = (who, path) => {
    const person = people[who];
    if (!person) throw new Error(`${who} is not signed in`);
    return getJson(address, person, path);
  };
  const params = new Map<string, string | undefined>();
  for (const [name, find] of Object.entries(pageParams))
    params.set(name, await find({ studentId: stableUuid("student@demo.test"), get }));
  const fill = (path: string) =>
    path.replace(/:(\w+)/g, (_, name) => {
      const found = params.get(name);
      if (found === undefined) throw new Error(`no examples.ts finds a :${name} for ${path}`);
      return found;
    });
  const pathsOf = (who: Who) => features.flatMap(({ pages }) => pages[roleOf[who]] ?? []).map(fill);
  return {
    nobody: [...pathsOf("nobody"), "/nowhere", "/api/docs"],
    student: pathsOf("student"),
    supervisor: pathsOf("supervisor"),
    admin: pathsOf("admin"),
    super: pathsOf("super"),
  };
}
