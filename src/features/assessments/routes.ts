import { hideStudent, showStudent } from "#src/features/assessments/hide-student.ts";
import { listAssessments } from "#src/features/assessments/list-assessments.ts";
import { listCentre } from "#src/features/assessments/list-centre.ts";
import { listQueue } from "#src/features/assessments/list-queue.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { getAssessment, getForm } from "#src/features/assessments/queries.ts";
import { discardDraft, saveDraft, updateDraft } from "#src/features/assessments/save-draft.ts";
import {
  assessmentParams,
  assessmentsAnswer,
  assessmentsQuery,
  assessmentView,
  centreAnswer,
  centreQuery,
  discardQuery,
  draftAnswer,
  draftBody,
  draftUpdateBody,
  formAnswer,
  formQuery,
  hiddenParams,
  hideAnswer,
  hideBody,
  queueAnswer,
  queueQuery,
  staffAssessmentView,
  submitAnswer,
  submitBody,
  submitDraftBody,
} from "#src/features/assessments/schema.ts";
import { submitAssessment } from "#src/features/assessments/signing/submit-assessment.ts";
import { submitDraft } from "#src/features/assessments/signing/submit-draft.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Assessments";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/competency-assessments",
    tag,
    permission: permissions.submit,
    summary: "Sign an assessment of a student; answers with the progress it caused.",
    input: { body: submitBody },
    output: submitAnswer,
    status: 201,
    run: (ctx, { body }) => submitAssessment(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assessments",
    tag,
    permission: permissions.read,
    summary: "List signed assessments, newest first.",
    input: { query: assessmentsQuery },
    output: assessmentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listAssessments(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assessments/queue",
    tag,
    permission: permissions.queue,
    summary: "List what waits for the signed-in supervisor: drafts, requests, then what is due, by student.",
    input: { query: queueQuery },
    output: queueAnswer,
    status: 200,
    run: (ctx, { query }) => listQueue(ctx, query),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/competency-assessments/queue/hidden",
    tag,
    permission: permissions.hide,
    summary: "Hide what is due for a student from the signed-in supervisor's queue until 06:00 of the next day.",
    input: { body: hideBody },
    output: hideAnswer,
    status: 201,
    run: (ctx, { body }) => hideStudent(ctx, body.studentId),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/competency-assessments/queue/hidden/:studentId",
    tag,
    permission: permissions.hide,
    summary: "Show a hidden student in the signed-in supervisor's queue again.",
    input: { params: hiddenParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => showStudent(ctx, params.studentId),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assessments/centre",
    tag,
    permission: permissions.centre,
    summary: "List one tab of the signed-in supervisor's assessments, with the counts of all tabs.",
    input: { query: centreQuery },
    output: centreAnswer,
    status: 200,
    run: (ctx, { query }) => listCentre(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assessments/form",
    tag,
    permission: permissions.submit,
    summary: "Read all that the form for one student and competency needs.",
    input: { query: formQuery },
    output: formAnswer,
    status: 200,
    run: (ctx, { query }) => getForm(ctx, query.studentId, query.competencyId),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/competency-assessments/drafts",
    tag,
    permission: permissions.submit,
    summary: "Keep an unfinished assessment as a draft.",
    input: { body: draftBody },
    output: draftAnswer,
    status: 201,
    run: (ctx, { body }) => saveDraft(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/competency-assessments/:id/draft",
    tag,
    permission: permissions.editDraft,
    summary: "Change a draft.",
    input: { params: assessmentParams, body: draftUpdateBody },
    output: draftAnswer,
    status: 200,
    run: (ctx, { params, body }) => updateDraft(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/competency-assessments/:id/draft",
    tag,
    permission: permissions.editDraft,
    summary: "Throw a draft away.",
    input: { params: assessmentParams, query: discardQuery },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params, query }) => discardDraft(ctx, params.id, query.baseVersion),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/competency-assessments/:id/submit",
    tag,
    permission: permissions.editDraft,
    summary: "Sign a draft.",
    input: { params: assessmentParams, body: submitDraftBody },
    output: submitAnswer,
    status: 201,
    run: (ctx, { params, body }) => submitDraft(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-assessments/:id",
    tag,
    permission: permissions.read,
    summary: "Read one assessment with its evaluations.",
    input: { params: assessmentParams },
    output: staffAssessmentView,
    status: 200,
    hasEtag: true,
    run: async (ctx, { params }) => {
      const view = await getAssessment(ctx, params.id);
      if (ctx.actor.role !== "STUDENT") return view;
      // The student's schema removes the fields for staff, even if the query returned them.
      const { evaluations, ...rest } = assessmentView.parse(view);
      return { ...rest, evaluations: evaluations.map((evaluation) => ({ ...evaluation, privateNote: null })) };
    },
  }),
];
