"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Plus, Smartphone, Tablet, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Device, DevicesAnswer } from "#src/features/notifications/schema.ts";
import { maxDevices } from "#src/features/notifications/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { inSentence } from "#src/ui/in-sentence.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { AllowPushDialogProps } from "./allow-push-dialog.tsx";
import { addThisBrowser, devicesQuery, pushKeys, removeDevice, sendTest, thisBrowserQuery } from "./push-queries.ts";
import { strings } from "./push-strings.ts";
import { onPermissionChange, type ThisBrowser } from "./this-browser.ts";

const AllowPushDialog = loadLater<AllowPushDialogProps>(
  () => import("./allow-push-dialog.tsx").then((file) => file.AllowPushDialog),
  { isWanted: ({ open }) => open },
);

const icons = {
  computer: <Monitor aria-hidden />,
  phone: <Smartphone aria-hidden />,
  tablet: <Tablet aria-hidden />,
  program: <Monitor aria-hidden />,
} as const;

/** The browsers that get one's push messages, this one among them or with the way to add it. */
export function PushDevices() {
  const devices = useQuery(devicesQuery());
  const browser = useThisBrowser();
  const heading = useRef<HTMLDivElement>(null);
  return (
    <Card aria-labelledby="push-devices-title">
      <div className="outline-none" ref={heading} tabIndex={-1}>
        <CardHeader
          actions={devices.data ? <AddThisBrowser browser={browser} devices={devices.data} /> : null}
          // As high with the button as without it, which is known only in the browser.
          className="min-h-[65px] touch:min-h-[73px]"
          divided
          title={strings.title}
          titleId="push-devices-title"
        />
      </div>
      <QueryContent
        query={devices}
        skeleton={
          <Loading className="p-5">
            <Skeleton className="h-12" />
          </Loading>
        }
      >
        {(answer) => (
          <>
            <Rows browser={browser} devices={answer} onRemoved={() => heading.current?.focus()} />
            <CardFooter>{strings.locked}</CardFooter>
          </>
        )}
      </QueryContent>
    </Card>
  );
}

/** Also when it is allowed or blocked in the browser's own settings meanwhile. */
function useThisBrowser(): ThisBrowser | undefined {
  const queryClient = useQueryClient();
  useEffect(
    () => onPermissionChange(() => void queryClient.invalidateQueries({ queryKey: pushKeys.thisBrowser() })),
    [queryClient],
  );
  return useQuery(thisBrowserQuery()).data;
}

type BrowserProps = { browser: ThisBrowser | undefined; devices: DevicesAnswer };

/** A browser that has a subscription may still be unknown here: it was removed, or is another person's. */
function canAdd({ browser, devices }: BrowserProps): boolean {
  if (devices.publicKey === null || devices.items.length >= maxDevices) return false;
  return browser?.state === "off" || (browser?.state === "on" && !devices.items.some(isOf(browser)));
}

function isOf(browser: ThisBrowser | undefined) {
  return ({ endpointHash }: Device) => browser?.state === "on" && browser.hash === endpointHash;
}

function AddThisBrowser({ browser, devices }: BrowserProps) {
  const queryClient = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const { publicKey, items } = devices;
  if (publicKey === null || (!isAdding && !canAdd({ browser, devices }))) return null;

  const add = async () => {
    setAdding(true);
    try {
      if (await addThisBrowser(queryClient, publicKey)) toast.success(strings.added);
      else toast.info(strings.notAllowed, { description: strings.notAllowedHelp });
    } catch (error) {
      const description = error instanceof Problem ? error.detail : strings.addFailedHelp;
      toast.error(strings.addFailed, { description });
    } finally {
      setAdding(false);
    }
  };

  return (
    <Button icon={<Plus aria-hidden />} loading={isAdding} onClick={() => void add()}>
      {items.length === 0 ? strings.addFirst : strings.addToo}
    </Button>
  );
}

function Rows({ browser, devices, onRemoved }: BrowserProps & { onRemoved: () => void }) {
  const { items } = devices;
  const hint = hintOf({ browser, devices });
  return (
    <>
      {items.length > 0 || browser?.state === "blocked" ? (
        <CardList>
          {items.map((device) => (
            <DeviceRow device={device} isThisBrowser={isOf(browser)(device)} key={device.id} onRemoved={onRemoved} />
          ))}
          {browser?.state === "blocked" ? <BlockedRow /> : null}
        </CardList>
      ) : null}
      {hint ? <p className="border-separator px-5 py-4 text-muted not-first:border-t max-md:px-4">{hint}</p> : null}
    </>
  );
}

/** What the rows do not say. */
function hintOf({ browser, devices: { publicKey, items } }: BrowserProps): string | undefined {
  if (publicKey === null) return strings.notSetUp;
  switch (browser?.state) {
    case "unsupported":
      return strings.unsupported;
    case "needs-home-screen":
      return strings.homeScreen;
    case "blocked":
      return undefined;
    case "off":
    case "on":
      if (items.length === 0) return strings.empty;
      return items.length >= maxDevices && !items.some(isOf(browser)) ? strings.full(maxDevices) : undefined;
    default:
      return items.length === 0 ? strings.emptyElsewhere : undefined;
  }
}

function DeviceRow({
  device,
  isThisBrowser,
  onRemoved,
}: {
  device: Device;
  isThisBrowser: boolean;
  onRemoved: () => void;
}) {
  const queryClient = useQueryClient();
  const dates = useDates();
  const [isTesting, setTesting] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { id, kind, createdAt, lastSentAt, failedAt } = device;
  const name = nameOf(device);
  const when = (at: string) => inSentence(dates.relative(at));

  const test = async () => {
    setTesting(true);
    try {
      const result = await sendTest(queryClient, id);
      if (result === "sent") toast.success(strings.testSent, { description: strings.testSentHelp });
      else if (result === "gone") toast.error(strings.testGone(name), { description: strings.testGoneHelp });
      else toast.error(strings.testFailed, { description: strings.testFailedHelp });
      if (result === "gone") onRemoved();
    } catch (error) {
      toast.error(strings.testFailed, error instanceof Problem ? { description: error.detail } : {});
    } finally {
      setTesting(false);
    }
  };

  const remove = async () => {
    setRemoving(true);
    try {
      await removeDevice(queryClient, id, isThisBrowser);
      toast.success(strings.removed(name));
      onRemoved();
    } catch (error) {
      setRemoving(false);
      toast.error(strings.removeFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };

  return (
    <Row
      actions={
        <>
          <Button aria-label={strings.testTo(name)} loading={isTesting} onClick={() => void test()}>
            {strings.test}
          </Button>
          <IconButton
            icon={<X aria-hidden />}
            label={strings.remove(name)}
            loading={isRemoving}
            onClick={() => void remove()}
          />
        </>
      }
      icon={icons[kind]}
      isWarning={failedAt !== null}
      mark={isThisBrowser ? <Badge tone="accent">{strings.thisBrowser}</Badge> : null}
      name={name}
    >
      {failedAt
        ? strings.notArrived(when(failedAt))
        : lastSentAt
          ? strings.lastMessage(when(lastSentAt))
          : strings.noMessage(when(createdAt))}
    </Row>
  );
}

function BlockedRow() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Row
      actions={<Button onClick={() => setOpen(true)}>{strings.howToAllow}</Button>}
      icon={icons.computer}
      isWarning
      name={strings.thisBrowser}
    >
      {strings.blocked}
      <AllowPushDialog onOpenChange={setOpen} open={isOpen} />
    </Row>
  );
}

type RowProps = {
  icon: ReactNode;
  name: string;
  mark?: ReactNode;
  isWarning: boolean;
  children: ReactNode;
  actions: ReactNode;
};

function Row({ icon, name, mark, isWarning, children, actions }: RowProps) {
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5 max-md:px-4">
      <span className="text-muted [&_svg]:size-5">{icon}</span>
      <div className="min-w-0 flex-1 basis-40">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{name}</span>
          {mark}
        </p>
        <p
          className={isWarning ? "num text-sm text-warning-soft-foreground" : "num text-sm text-muted"}
          suppressHydrationWarning
        >
          {children}
        </p>
      </div>
      <div className="flex items-center gap-2 max-md:w-full max-md:justify-between max-md:ps-8">{actions}</div>
    </li>
  );
}

function nameOf({ browser, system }: Device): string {
  if (browser && system) return strings.browserOn(browser, system);
  return browser ?? system ?? strings.aBrowser;
}
