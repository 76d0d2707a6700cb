import { Fault, type Report } from "#src/processes/deployment-check/report.ts";
import { type Answer, unexpected, type Visitor } from "#src/processes/deployment-check/visitor.ts";

export const whos = ["student", "supervisor", "admin"] as const;
export type Who = (typeof whos)[number];
export type Account = { email: string; password: string };
export type SignedIn = { token: string; userId: string };
export type People = Partial<Record<Who, SignedIn>>;

const roleOf: Record<Who, string> = {
  student: "STUDENT",
  supervisor: "CLINICAL_SUPERVISOR",
  admin: "SCHOOL_ADMIN",
};

type SignInAnswer =
  | { accessToken: string; user: { id: string; role: string } }
  | { mfaRequired: true; challengeId: string; methods: string[] };

/** Asks a person for the code of an account's second factor; undefined where nobody can be asked. */
export type AskCode = ((who: Who) => Promise<string>) | undefined;

/** A wrong password counts towards the lockout of its account, so that none is tried twice. */
export async function signInAll(
  report: Report,
  visitor: Visitor,
  accounts: Record<Who, Account>,
  askCode: AskCode,
): Promise<People> {
  const people: People = {};
  for (const who of whos) {
    const remedy = `Look at the ${who}'s account: its address and password, its state, and its role.`;
    await report.check(`sign in: ${who}`, { remedy }, async () => {
      const first = await signIn(visitor, "/api/auth/sign-in", { ...accounts[who] });
      const answer = "mfaRequired" in first ? await proveFactor(visitor, who, first, askCode) : first;
      // To be signed out whatever its role.
      people[who] = { token: answer.accessToken, userId: answer.user.id };
      const session = await visitor.json<{ user: { role: string } }>("/api/auth/session", {
        token: answer.accessToken,
      });
      const { role } = session.user;
      if (role !== roleOf[who]) throw new Fault(`the role is ${role}, not ${roleOf[who]}`);
      return role;
    });
  }
  return people;
}

async function proveFactor(
  visitor: Visitor,
  who: Who,
  { challengeId, methods }: Extract<SignInAnswer, { mfaRequired: true }>,
  askCode: AskCode,
): Promise<Exclude<SignInAnswer, { mfaRequired: true }>> {
  if (!askCode || !methods.includes("code")) {
    throw new Fault(
      "the account asks for a second factor",
      "Run it at a terminal, which asks for the code of the app, or take an account without a second factor.",
    );
  }
  const answer = await signIn(visitor, "/api/auth/mfa/verify", { challengeId, code: await askCode(who) });
  if ("mfaRequired" in answer) throw new Fault("the second factor was not enough");
  return answer;
}

async function signIn(visitor: Visitor, path: string, json: object): Promise<SignInAnswer> {
  const answer = await visitor.ask(path, { json });
  if (answer.status !== 200) throw unexpected("POST", path, answer);
  return parsed(answer);
}

function parsed({ text }: Answer): SignInAnswer {
  const value = JSON.parse(text) as SignInAnswer;
  if (!("mfaRequired" in value) && !(value.accessToken && value.user?.id)) throw new Fault("it gave no token");
  return value;
}
