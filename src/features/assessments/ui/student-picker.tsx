"use client";

import { useState } from "react";
import { RememberStep, useReturnPlaces } from "#src/ui/return-place.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { strings } from "./strings.ts";
import { StudentMatches } from "./student-matches.tsx";

/** Chooses the student of a new assessment that was not requested. */
export function StudentPicker() {
  const [search, setSearch] = useState("");
  const { back } = useReturnPlaces("/dashboard/clinical-supervisor");
  return (
    <TaskPage back={{ href: back, label: strings.back }} title={strings.newAssessment}>
      <RememberStep />
      <TaskSection className="pt-4">
        <h2 className="text-lg font-semibold">{strings.chooseStudent}</h2>
        <p className="mb-4 text-muted">{strings.chooseStudentHelp}</p>
        <SearchField
          label={strings.findStudent}
          onValueChange={setSearch}
          placeholder={strings.findStudentPlaceholder}
          value={search}
        />
      </TaskSection>
      <div className="pb-2">
        <StudentMatches search={search} />
      </div>
    </TaskPage>
  );
}
