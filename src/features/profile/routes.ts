import { z } from "zod";
import { changePicture, removePicture } from "#src/features/profile/change-picture.ts";
import { editProfile } from "#src/features/profile/edit-profile.ts";
import { permissions } from "#src/features/profile/permissions.ts";
import { readPicture } from "#src/features/profile/read-picture.ts";
import {
  pictureAnswer,
  pictureParams,
  pictureQuery,
  profileAnswer,
  profileBody,
} from "#src/features/profile/schema.ts";
import { maxPictureBytes } from "#src/features/profile/values.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Profile";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "PATCH",
    path: "/api/me",
    tag,
    permission: permissions.edit,
    summary: "Change one's own name, pronouns, time zone or theme.",
    input: { body: profileBody },
    output: profileAnswer,
    status: 200,
    run: (ctx, { body }) => editProfile(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/me/picture",
    tag,
    permission: permissions.edit,
    summary: "Show a picture of oneself: JPEG, PNG or WebP, cut to a square of 256 points.",
    input: { upload: { limitBytes: maxPictureBytes } },
    output: pictureAnswer,
    status: 200,
    limitPerMinute: 20,
    run: (ctx, { upload }) => changePicture(ctx, upload),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/me/picture",
    tag,
    permission: permissions.edit,
    summary: "Take one's picture away.",
    input: {},
    output: pictureAnswer,
    status: 200,
    run: (ctx) => removePicture(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/users/:id/picture",
    tag,
    permission: permissions.readPicture,
    reads: "shown",
    summary: "Read the picture of a person.",
    input: { params: pictureParams, query: pictureQuery },
    output: z.unknown(),
    status: 200,
    streams: true,
    run: (ctx, { params }) => readPicture(ctx, params.id),
  }),
];
