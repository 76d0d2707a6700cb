import { describe, expect, it } from "vitest";
import { patientDataIn, patientDataInName } from "#src/lib/patient-data.ts";

describe("a text that names a patient", () => {
  it.each([
    ["fnr 13097248022", "number"],
    ["130972 48022 got his tablets", "number"],
    ["NHS 943 476 5919", "number"],
    ["SSN 219-09-9999", "number"],
    ["MRN: 00123456", "number"],
    ["DOB 12.03.1950, dressing changed", "birth"],
    ["born on 1950-03-12", "birth"],
    ["Spoke calmly with Mrs. Hansen", "name"],
    ["Fru Ødegård was anxious", "name"],
    ["Patient Kari Nordmann, bed 4", "name"],
  ])("%s: %s", (text, sign) => {
    expect(patientDataIn(text)).toBe(sign);
  });

  it.each([
    "Checked identity by name and date of birth, twice.",
    "The patient was turned every two hours; dressing of 24.11.2026 renewed.",
    "Phone the ward on 22 07 40 00 or 555-0123.",
    "Gave 1000 ml at 125 ml/h, 12345678901 is no number of a person.",
    "Nurse Hansen taught the patient. Patient safety first.",
    "Scored 4 of 5 on 2026-11-30, order 1234567890",
    "",
  ])("is not: %s", (text) => {
    expect(patientDataIn(text)).toBeUndefined();
  });

  it.each([
    ["Patient_Kari_Nordmann.pdf", "name"],
    ["scan-13097248022.jpg", "number"],
    ["Mrs-Hansen.jpg", "name"],
  ])("as the name of a file: %s", (name, sign) => {
    expect(patientDataInName(name)).toBe(sign);
  });

  it.each(["IMG_20261130_101522.jpg", "medication-round.pdf", "Photo 2026-11-30 10.15.22.jpg", "wound-care-v2.docx"])(
    "as the name of a file it is not: %s",
    (name) => {
      expect(patientDataInName(name)).toBeUndefined();
    },
  );
});
