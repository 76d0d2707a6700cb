"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarPlus, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { calendarQuery, endCalendar, makeCalendar } from "./calendar-queries.ts";
import { strings } from "./strings.ts";

type Reader = keyof typeof strings.what;

/** The address of one's calendar, and how to add it to a calendar program. */
export function CalendarPage({ role }: { role: Reader }) {
  const calendar = useQuery(calendarQuery());
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <div className="flex max-w-[760px] flex-col gap-5">
        <Card aria-labelledby="address-title">
          <CardHeader description={strings.what[role]} title={strings.address} titleId="address-title" />
          <CardBody className="pt-0">
            <QueryContent query={calendar} skeleton={<Skeleton className="h-20" />}>
              {({ madeAt }) => <Address madeAt={madeAt} />}
            </QueryContent>
          </CardBody>
        </Card>
        <HowTo />
      </div>
    </>
  );
}

function Address({ madeAt }: { madeAt: string | null }) {
  const queryClient = useQueryClient();
  const dates = useDates();
  const [address, setAddress] = useState<string>();
  const [isMaking, setMaking] = useState(false);

  const make = async () => {
    setMaking(true);
    try {
      setAddress(await makeCalendar(queryClient));
      toast.success(strings.made);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
      throw error;
    } finally {
      setMaking(false);
    }
  };
  const end = async () => {
    try {
      await endCalendar(queryClient);
      setAddress(undefined);
      toast.success(strings.ended);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failed);
      throw error;
    }
  };

  if (madeAt === null) {
    return (
      <div className="flex flex-col items-start gap-4">
        <p className="text-muted">{strings.none}</p>
        {/* It shows its own errors. */}
        <Button loading={isMaking} onClick={() => void make().catch(() => {})} variant="primary">
          {strings.make}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {address ? (
        <NewAddress address={address} />
      ) : (
        <p className="text-muted" suppressHydrationWarning>
          {strings.madeOn(dates.day(madeAt))}
        </p>
      )}
      <div className="flex flex-wrap gap-3 max-md:[&>*]:flex-1">
        <AlertDialog
          actionLabel={strings.renew}
          description={strings.renewHelp}
          onAction={make}
          title={strings.renewTitle}
          trigger={<Button>{strings.renew}</Button>}
        />
        <AlertDialog
          actionLabel={strings.end}
          description={strings.endHelp}
          onAction={end}
          title={strings.endTitle}
          trigger={<Button>{strings.end}</Button>}
        />
      </div>
    </div>
  );
}

function NewAddress({ address }: { address: string }) {
  const field = useRef<HTMLDivElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      toast.success(strings.copied);
    } catch {
      field.current?.querySelector("input")?.select();
      toast.error(strings.copyFailed);
    }
  };
  return (
    <>
      <Callout live title={strings.shownOnce}>
        {strings.shownOnceHelp}
      </Callout>
      <div ref={field}>
        <TextField
          hideLabel
          label={strings.address}
          name="address"
          onFocus={(event) => event.target.select()}
          readOnly
          value={address}
        />
      </div>
      <div className="flex flex-wrap gap-3 max-md:[&>*]:flex-1">
        <Button icon={<Copy aria-hidden />} onClick={() => void copy()} variant="primary">
          {strings.copy}
        </Button>
        <a className={buttonStyle({})} href={address.replace(/^https?:/, "webcal:")}>
          <CalendarPlus aria-hidden />
          {strings.openApp}
        </a>
      </div>
    </>
  );
}

function HowTo() {
  return (
    <Card aria-labelledby="how-title">
      <CardHeader description={strings.howToHelp} title={strings.howTo} titleId="how-title" />
      <CardBody className="pt-0">
        <dl className="flex flex-col gap-3">
          {strings.programs.map(({ name, steps }) => (
            <div className="grid gap-x-4 sm:grid-cols-[9rem_minmax(0,1fr)]" key={name}>
              <dt className="font-medium">{name}</dt>
              <dd className="text-muted">{steps}</dd>
            </div>
          ))}
        </dl>
      </CardBody>
    </Card>
  );
}
