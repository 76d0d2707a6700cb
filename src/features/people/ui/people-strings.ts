import { misfitWords, roleWords, statusWords } from "#src/features/people/values.ts";

const people = (count: number) => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`);

/** Words of the pages on which a school keeps its people. */
export const peopleStrings = {
  title: "People",
  summary: (everybody: number, invited: number, unplaced: number) =>
    [
      `${people(everybody)}.`,
      invited > 0 ? `${invited.toLocaleString("en")} ${invited === 1 ? "has" : "have"} not joined yet.` : "",
      unplaced > 0
        ? `${unplaced.toLocaleString("en")} ${unplaced === 1 ? "student has" : "students have"} no placement.`
        : "",
    ]
      .filter(Boolean)
      .join(" "),
  import: "Import",
  invite: "Invite",
  views: "Saved views",
  viewNames: {
    everybody: "Everybody",
    students: "Students",
    supervisors: "Supervisors",
    admins: "Administrators",
    withoutPlacement: "No placement",
    invited: "Invited, not joined",
    neverSeen: "Never signed in",
    suspended: "Deactivated",
    left: "Left",
  },
  find: "Find a person",
  findPlaceholder: "Name, number or email",
  role: "Role",
  anyRole: "Any",
  programOnly: "Program",
  anyProgram: "All",
  cohort: "Cohort",
  anyCohort: "All",
  placement: "Placement",
  anyPlacement: "Any",
  placementWords: { none: "None", running: "Placed now" },
  status: "Status",
  anyStatus: "Any",
  roleWords,
  statusWords,
  name: "Name",
  program: "Cohort or program",
  placementNow: "Placement now",
  lastSeen: "Last seen",
  never: "Never",
  none: "None",
  selectAll: "Select the loaded rows",
  select: (name: string) => `Select ${name}`,
  shown: (shown: number, total: number) =>
    shown >= total ? `All ${people(total)}` : `${shown.toLocaleString("en")} of ${people(total)}, more as you scroll`,
  listFailed: "The people could not be loaded",
  noMatches: "Nobody matches",
  noMatchesHelp: "Try another name, or fewer filters. People who left are under the status “Left”.",
  clearFilters: "Clear filters",
  nobody: "Nobody is here yet",
  nobodyHelp: "Invite the people of your school: they get an email, choose a password and are in.",
  selected: (count: number) => `${count.toLocaleString("en")} selected`,
  tooManyChosen: (most: number) =>
    `Single rows can be acted on up to ${most.toLocaleString("en")} at once. Select all that match, or fewer.`,
  selectMatching: (total: number) => `Select all ${total.toLocaleString("en")}`,
  clearSelection: "Clear the selection",
  move: "Move cohort",
  inviteAgain: "Invite again",
  deactivate: "Deactivate",
  reactivate: "Let back in",
  undo: "Undo",
  undone: (count: number) => (count === 1 ? "Put back 1 person" : `Put back ${count.toLocaleString("en")} people`),
  notUndone: (count: number) => `${people(count)} had changed since and stayed as they are`,
  failed: "That did not work",
  nothingDone: "Nobody was changed",
  done: {
    deactivate: (count: number) => `Deactivated ${people(count)}`,
    reactivate: (count: number) => `Let ${people(count)} back in`,
    move: (count: number) => `Moved ${people(count)}`,
    invite: (count: number) =>
      `${count === 1 ? "1 invitation goes" : `${count.toLocaleString("en")} invitations go`} out now`,
  },
  misfit: (reason: keyof typeof misfitWords, count: number) => `${people(count)}: ${misfitWords[reason]}`,
  moveTitle: (count: number) => `Move ${people(count)} to another cohort`,
  moveHelp:
    "Only students are moved; they get the program of the cohort too. What they were assigned stays with them, and what the new cohort is assigned is added.",
  newCohort: "New cohort",
  chooseCohort: "Choose a cohort.",
  noCohorts: "The school has no cohorts yet.",
  deactivateTitle: (count: number) => `Deactivate ${people(count)}`,
  deactivateHelp:
    "They are signed out at once and cannot sign in. Students leave every list of work, count and reminder; their records stay.",
  kind: "What happened",
  suspended: "Away for a while",
  suspendedHelp: "Shown as deactivated. You can let them back in at any time.",
  left: "Left the school",
  leftHelp: "Hidden from this list unless you ask for people who left.",
  reason: "Reason",
  reasonHint: "For the school's own records. Only administrators see it.",
  inviteTitle: "Invite people",
  oneOrMany: "How many",
  onePerson: "One person",
  severalPeople: "Several",
  lines: "One person a line",
  linesHint: "Name, email. For example: Nora Adeyemi, nora@example.org. Paste up to 200 lines.",
  linesPlaceholder: "Nora Adeyemi, nora@example.org\nJoost Bakker, joost@example.org",
  nameLabel: "Name",
  email: "Email",
  studentNumber: "Student number",
  year: "Year of study",
  inviteAs: "Role",
  sendNow: "Send the invitation now",
  sendNowHint: "Otherwise they are added, and you send it later with “Invite again”.",
  sendInvite: (count: number) => (count <= 1 ? "Invite" : `Invite ${count}`),
  needed: "This is needed.",
  badLine: (line: number) => `Line ${line} has no email address.`,
  tooMany: "That are more than 200 lines. Invite them in parts, or import a file.",
  invitedToast: (count: number) => (count === 1 ? "Invited 1 person" : `Invited ${count} people`),
  addedToast: (count: number) => (count === 1 ? "Added 1 person" : `Added ${count} people`),
  notAll: "Some could not be invited",
  alreadyThere: "is in the school already",
  backToPeople: "People",
  openRecord: "Open the student’s record",
  details: "Details",
  save: "Save changes",
  saved: "Saved",
  changedMeanwhile: "Somebody changed this person meanwhile. The page shows the newest; your change was not saved.",
  account: "Account",
  statusSince: (status: string) => status,
  invitedOn: "Invited",
  notMailed: "Not mailed yet",
  linkUntil: "The link works until",
  linkOver: "The link has expired.",
  sessions: "Signed in on",
  noSessions: "Not signed in anywhere.",
  signOutEverywhere: "Sign out everywhere",
  resetPassword: "Email a password link",
  helped: {
    "reset-password": "A link for a new password is on its way",
    "end-sessions": "Signed out everywhere",
    "remove-factors": "The second step was removed",
  },
  placements: "Placements",
  noPlacements: "No placement that runs or is to come.",
  placeHere: "Plan placements",
  joined: "Added",
  mergedInto: "Merged into",
  device: (userAgent: string | null) => deviceOf(userAgent),
  roleHint: "With another role the person has to sign in again.",
  noCohort: "No cohort",
  twins: "Maybe the same person",
  twinsHelp: "Keep the entry on this page and merge the other into it.",
  because: { name: "The same name", address: "Nearly the same address", number: "The same student number" },
  merge: "Merge into this one",
  mergeTitle: "Merge these two entries?",
  mergeHelp: (name: string, email: string, placements: number, assignments: number) =>
    `${name} gets ${placements === 1 ? "1 placement" : `${placements} placements`} and ${assignments === 1 ? "1 assigned competency" : `${assignments} assigned competencies`} of the other. ${email} can no longer sign in. This cannot be undone.`,
  merged: (name: string) => `Merged ${name}`,
  cannotMerge: "These cannot be merged this way",
  yearWrong: "Write a number from 1 to 20.",
} as const;

/** A browser and a system, as far as their header says. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const browser = /Edg\//.test(userAgent)
    ? "Edge"
    : /Firefox\//.test(userAgent)
      ? "Firefox"
      : /Chrome\//.test(userAgent)
        ? "Chrome"
        : /Safari\//.test(userAgent)
          ? "Safari"
          : "Browser";
  const system = /iPhone|iPad/.test(userAgent)
    ? "iOS"
    : /Android/.test(userAgent)
      ? "Android"
      : /Windows/.test(userAgent)
        ? "Windows"
        : /Mac OS X/.test(userAgent)
          ? "macOS"
          : /Linux/.test(userAgent)
            ? "Linux"
            : "";
  return system === "" ? browser : `${browser} on ${system}`;
}
