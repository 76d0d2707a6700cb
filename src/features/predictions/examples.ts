import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  const flag = async (s: Subject) => {
    await owner().query("delete from prediction_settings where school_id = $1", [schoolOf[s]]);
    await owner().query(
      "update student_progress set total = completed + 1 where student_id = $1 and total <= completed",
      [s],
    );
    await owner().query(
      `insert into student_predictions (student_id, school_id, as_of, kind, is_known, is_flagged, completed, total, reasons)
       values ($1, $2, current_date, 'RULE', true, true, 1, 2, '[{"kind":"SILENT","days":30,"isAssessed":true}]')
       on conflict (student_id) do update set is_flagged = true, is_known = true`,
      [s, schoolOf[s]],
    );
  };
  const path = (s: Subject) => `/api/predictions/${s}/acknowledgement`;
  return {
    "PUT /api/predictions/:studentId/acknowledgement": {
      call: async (s) => {
        await flag(s);
        return { path: path(s), body: { note: "We have talked about it.", days: 14 } };
      },
    },
    "DELETE /api/predictions/:studentId/acknowledgement": { call: (s) => ({ path: path(s) }) },
    "GET /api/predictions": { call: (s) => ({ path: "/api/predictions", query: { studentId: s } }) },
    "GET /api/prediction-model": { about: "self", call: () => ({ path: "/api/prediction-model" }) },
    "PUT /api/prediction-settings": {
      about: "self",
      call: () => ({ path: "/api/prediction-settings", body: { isOn: false } }),
    },
  };
};
