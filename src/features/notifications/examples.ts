import type { MakeExamples } from "../../../tests/support/example.ts";

const template = "/api/notification-templates/ASSESSMENT_SUBMITTED/STUDENT/EMAIL";
const body = { subject: "Assessed", content: "{{evaluator_name}} assessed you in {{competency_name}}." };

export const makeExamples: MakeExamples = () => ({
  "GET /api/notifications": { about: "self", call: () => ({ path: "/api/notifications" }) },
  "POST /api/notifications/read": {
    about: "self",
    call: () => ({ path: "/api/notifications/read", body: { ids: ["none"] } }),
  },
  "GET /api/notification-deliveries": { about: "self", call: () => ({ path: "/api/notification-deliveries" }) },
  "POST /api/notification-deliveries/retry": {
    about: "self",
    call: () => ({ path: "/api/notification-deliveries/retry", body: { ids: ["none"] } }),
  },
  "GET /api/notification-templates": { about: "self", call: () => ({ path: "/api/notification-templates" }) },
  "PUT /api/notification-templates/:event/:recipient/:channel": {
    about: "self",
    call: () => ({ path: template, body }),
  },
  "DELETE /api/notification-templates/:event/:recipient/:channel": { about: "self", call: () => ({ path: template }) },
  "POST /api/notification-templates/:event/:recipient/:channel/test": {
    about: "self",
    call: () => ({ path: `${template}/test`, body }),
  },
  "GET /api/notification-templates/:event/:recipient/:channel/versions": {
    about: "self",
    call: () => ({ path: `${template}/versions` }),
  },
});
