"use client";

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, type ReactNode, useId } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ModelAnswer } from "#src/features/predictions/schema.ts";
import { modelStateWords } from "#src/features/predictions/values.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { FigureTable } from "#src/ui/chart-frame.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ScrollBox } from "#src/ui/scroll-box.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { Advisory } from "./advisory.tsx";
import { modelQuery } from "./prediction-queries.ts";
import { PredictionSwitch } from "./prediction-switch.tsx";
import { strings } from "./strings.ts";

type ModelCardProps = { back: { href: string; label: string }; canSwitch: boolean };

/** How it is worked out who may not finish in time: what it uses and never uses, how often it is right, its limits. */
export function ModelCard({ back, canSwitch }: ModelCardProps) {
  const model = useQuery(modelQuery());
  return (
    <>
      <PageHeader back={back} description={strings.modelHelp} title={strings.howWorkedOut} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={model}
        skeleton={
          <Loading>
            <ListSkeleton rows={8} />
          </Loading>
        }
      >
        {(answer) => (
          <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] lg:items-start">
            <div className="grid min-w-0 gap-5">
              <InUse answer={answer} />
              <Inputs answer={answer} />
              <HowOften answer={answer} />
              <Groups answer={answer} />
              <Versions answer={answer} />
            </div>
            <div className="grid min-w-0 gap-5">
              {canSwitch ? <PredictionSwitch isOn={answer.isOn} /> : null}
              <Section title={strings.never}>{strings.neverHelp}</Section>
              <Section title={strings.forecasts}>
                <p>{strings.forecastsHelp}</p>
                <p className="num mt-2">
                  {answer.coverage
                    ? strings.coverage(answer.coverage.students, answer.coverage.byLater)
                    : strings.forecastsNotMeasured}
                </p>
              </Section>
              <Section title={strings.limits}>
                <ul className="list-disc space-y-1.5 ps-4">
                  {strings.limitsHelp.map((limit) => (
                    <li key={limit}>{limit}</li>
                  ))}
                </ul>
              </Section>
            </div>
          </div>
        )}
      </QueryContent>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader title={title} />
      <CardBody className="max-w-[70ch] pt-0 text-base">{children}</CardBody>
    </Card>
  );
}

type TableCardProps = { title: string; description?: string } & Omit<ComponentProps<typeof FigureTable>, "label">;

function TableCard({ title, description, ...table }: TableCardProps) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader description={description} title={title} titleId={id} />
      <ScrollBox className="px-5 pb-3 max-md:px-4" label={title}>
        <FigureTable label={title} {...table} />
      </ScrollBox>
    </Card>
  );
}

function InUse({ answer: { isOn, versions, needs } }: { answer: ModelAnswer }) {
  const active = versions.find(({ state }) => state === "ACTIVE");
  return (
    <Card>
      <CardHeader title={strings.inUse} />
      {isOn ? <Advisory /> : null}
      <CardBody className="max-w-[70ch] space-y-3 text-base">
        {isOn ? null : <p>{strings.off}</p>}
        {active ? (
          <p>
            <strong className="font-semibold">{strings.model(active.version)}.</strong>{" "}
            {strings.modelSays(active.students, active.finished)}
          </p>
        ) : (
          <p>{versions.length > 0 ? strings.shadow : strings.noModel(needs.students, needs.ofEachOutcome)}</p>
        )}
        <p>
          <strong className="font-semibold">{strings.rule}.</strong> {strings.ruleHelp}
        </p>
      </CardBody>
    </Card>
  );
}

/** With a model, each input and its part in it; before, what is looked at by kind. */
function Inputs({ answer: { inputs } }: { answer: ModelAnswer }) {
  const hasModel = inputs.some(({ coefficient }) => coefficient !== null);
  const byKind = [...Map.groupBy(inputs, ({ group }) => group)].map(([group, members]) => ({
    key: group,
    cells: [group, capital(members.map(({ says }) => says).join("; "))],
  }));
  return (
    <TableCard
      description={strings.usesHelp}
      head={hasModel ? [strings.lookedAt, strings.part] : [strings.kind, strings.lookedAt]}
      rows={
        hasModel
          ? inputs.map(({ name, says, coefficient }) => ({
              key: name,
              cells: [capital(says), partWords(coefficient ?? 0)],
            }))
          : byKind
      }
      title={hasModel ? strings.uses : strings.wouldUse}
      words={2}
    />
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of a standardized input: a tenth is an odds ratio of 1.1 for a deviation. */
function partWords(coefficient: number): string {
  if (Math.abs(coefficient) < 0.1) return strings.noPart;
  return coefficient > 0 ? strings.raises : strings.lowers;
}

function HowOften({ answer: { versions } }: { answer: ModelAnswer }) {
  const shown = versions.find(({ state }) => state !== "RETIRED");
  if (!shown) return null;
  const { model, rule } = shown.measures;
  const ofHundred = (value: number | null) => (value === null ? "–" : String(Math.round(value * 100)));
  const places = (value: number | null) => (value === null ? "–" : value.toFixed(2));
  return (
    <TableCard
      description={strings.measured}
      head={[strings.measure, strings.theModel, strings.theRule]}
      rows={[
        { key: "accuracy", cells: [strings.accuracy, ofHundred(model.accuracy), ofHundred(rule.accuracy)] },
        { key: "auroc", cells: [strings.auroc, ofHundred(model.auroc), ofHundred(rule.auroc)] },
        { key: "brier", cells: [strings.brier, places(model.brier), places(rule.brier)] },
        { key: "slope", cells: [strings.slope, places(model.calibrationSlope), places(rule.calibrationSlope)] },
      ]}
      title={strings.howOften}
    />
  );
}

function Groups({ answer: { groups } }: { answer: ModelAnswer }) {
  return groups.length === 0 ? (
    <Section title={strings.groups}>{strings.noGroups}</Section>
  ) : (
    <TableCard
      description={strings.groupsHelp}
      head={[strings.group, strings.students, strings.wrong]}
      rows={groups.map(({ name, by, students, wrong }) => ({
        key: `${by} ${name}`,
        cells: [name, String(students), String(Math.round(wrong * 100))],
      }))}
      title={strings.groups}
    />
  );
}

function Versions({ answer: { versions } }: { answer: ModelAnswer }) {
  if (versions.length === 0) return <Section title={strings.versions}>{strings.noVersions}</Section>;
  return (
    <TableCard
      head={[strings.version, strings.state, strings.fitted, strings.drift]}
      rows={versions.map(({ version, state, fittedAt, drift }) => ({
        key: String(version),
        cells: [
          String(version),
          modelStateWords[state],
          <DateText key="fitted" kind="day" value={fittedAt} />,
          drift === null ? strings.notChecked : drift.isDrifted ? strings.others : strings.alike,
        ],
      }))}
      title={strings.versions}
      words={4}
    />
  );
}
