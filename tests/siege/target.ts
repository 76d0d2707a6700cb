import type { IncomingHttpHeaders } from "node:http";
import { getJson, refresh, type SignedIn, signIn } from "../support/http-client.ts";
import type { Program } from "../support/program.ts";

export type TargetEndpoint = { method: string; path: string; query: string[]; body: string[] };

/** What the attacks need to know of the running program. */
export type Target = {
  port: number;
  people: readonly SignedIn[];
  admin: SignedIn;
  endpoints: readonly TargetEndpoint[];
  /** Records that some of the people may read. */
  ids: readonly string[];
  /** Bodies that are accepted, by `METHOD path`. */
  bodies: ReadonlyMap<string, Record<string, unknown>>;
  record(what: string, status: number, headers: IncomingHttpHeaders): void;
};

type Operation = {
  parameters?: { in: string; name: string }[];
  requestBody?: { content?: Record<string, { schema?: { $ref?: string; properties?: object } }> };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, { properties?: object }> };
};

const emails = ["student@demo.test", "supervisor@demo.test", "admin@demo.test", "super@demo.test"];

export async function findTarget(program: Program, record: Target["record"]): Promise<Target> {
  const people: SignedIn[] = [];
  for (const email of emails) people.push(await signIn(program.address, email));
  const admin = people[2];
  const student = people[0];
  if (!admin || !student) throw new Error("everybody signed in");
  const document = (await (await fetch(`${program.address}/api/openapi.json`)).json()) as Document;
  const { items } = await getJson<{ items: { competencyId: string }[] }>(
    program.address,
    student,
    "/api/competency-assignments",
  );
  const competencyIds = items.map(({ competencyId }) => competencyId);
  const assess = {
    studentId: student.user.id,
    competencyId: competencyIds[0] ?? "none",
    evaluationData: { overallRating: 3 },
  };
  return {
    port: program.port,
    people,
    admin,
    endpoints: endpointsOf(document).filter(({ path }) => !path.startsWith("/api/auth/")),
    ids: [student.user.id, admin.user.id, ...competencyIds.slice(0, 10), "demo_cohort_bsn_2027"],
    bodies: new Map([["POST /api/competency-assessments", assess]]),
    record,
  };
}

/** Access tokens last for minutes; whoever attacks for an hour needs new ones. */
export async function stayIn(program: Program, { people }: Target): Promise<void> {
  for (const person of people) Object.assign(person, await refresh(program.address, person));
}

function endpointsOf(document: Document): TargetEndpoint[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      query: (operation.parameters ?? []).filter((one) => one.in === "query").map(({ name }) => name),
      body: bodyFields(document, operation),
    })),
  );
}

function bodyFields(document: Document, operation: Operation): string[] {
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const named =
    schema?.$ref === undefined ? schema : document.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
  return Object.keys(named?.properties ?? {});
}
