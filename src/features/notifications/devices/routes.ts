import { z } from "zod";
import { addDevice, changeDevice, removeDevice, testDevice } from "#src/features/notifications/devices/keep-device.ts";
import { listDevices } from "#src/features/notifications/devices/list-devices.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import {
  changedDeviceBody,
  deviceAnswer,
  deviceBody,
  deviceParams,
  devicesAnswer,
  testAnswer,
} from "#src/features/notifications/schema.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Notifications";

/** The browsers that get one's push messages. */
export const deviceEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/notifications/devices",
    reads: "own",
    tag,
    permission: permissions.keepDevices,
    summary: "List the browsers that get one's own push messages, and the key with which a browser subscribes.",
    input: { query: z.strictObject({}) },
    output: devicesAnswer,
    status: 200,
    run: (ctx) => listDevices(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/notifications/devices",
    tag,
    permission: permissions.keepDevices,
    summary: "Add the browser's push subscription; adding it again replaces it.",
    input: { body: deviceBody },
    output: deviceAnswer,
    status: 201,
    run: (ctx, { body }) => addDevice(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/notifications/devices",
    tag,
    permission: permissions.keepDevices,
    summary: "Replace the push subscription of one of one's own browsers, whose address changed.",
    input: { body: changedDeviceBody },
    output: deviceAnswer,
    status: 200,
    run: (ctx, { body }) => changeDevice(ctx, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/notifications/devices/:id",
    tag,
    permission: permissions.keepDevices,
    summary: "Send no more push messages to a browser.",
    input: { params: deviceParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => removeDevice(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/notifications/devices/:id/test",
    tag,
    permission: permissions.keepDevices,
    summary: "Send a test message to a browser now.",
    input: { params: deviceParams },
    output: testAnswer,
    status: 200,
    unkeyed: "changes-nothing",
    limitPerMinute: 6,
    run: (ctx, { params }) => testDevice(ctx, params.id),
  }),
];
