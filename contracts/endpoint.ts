import type { z } from "zod";
import type { ErrorCode } from "./errors";
import type { ProfilePermission, TeamPermission } from "./permissions";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who may call: nobody in particular, a signed-in person, or an administrator of the whole installation. */
export type Access = "public" | "session" | "instance-administrator";

type Shape = z.ZodType | undefined;

export interface Endpoint<
  P extends Shape = Shape,
  Q extends Shape = Shape,
  B extends Shape = Shape,
  R extends Shape = Shape,
  A extends Access = Access,
> {
  /** Stable name, used as OpenAPI operationId and in the audit log, e.g. `profiles.list`. */
  id: string;
  method: HttpMethod;
  /** `/api/profiles/:profileId` */
  path: `/${string}`;
  summary: string;
  access: A;
  /** Permission in the active team, checked before the service runs (which checks again on the stored resource). */
  teamPermission?: TeamPermission;
  /** Permission on the profile named by `params.profileId`; enforced by the service after loading it. */
  profilePermission?: ProfilePermission;
  params?: P;
  query?: Q;
  body?: B;
  /** Schema of the answer; of one line or event when `format` is a stream. Absent: 204. */
  response?: R;
  /** Default `json`. */
  format?: "json" | "ndjson" | "event-stream" | "text" | "csv";
  /** Success status; default 200, or 204 without a response schema. */
  status?: number;
  /** Default 1 MiB. */
  maxBodyBytes?: number;
  /** Codes particular to this endpoint, for the OpenAPI document. */
  errors?: readonly ErrorCode[];
  /** False: using it is not activity and does not prolong the sign-in (streams, background polling). Default true. */
  countsAsActivity?: boolean;
}

/** Declares one operation of the API once, for the route handler, the browser's client and the OpenAPI document. */
export function defineEndpoint<
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  R extends Shape = undefined,
  const A extends Access = Access,
>(endpoint: Endpoint<P, Q, B, R, A>): Endpoint<P, Q, B, R, A> {
  return endpoint;
}

type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;

export type ParamsOf<E> = E extends Endpoint<infer P, Shape, Shape, Shape, Access> ? Out<P> : never;
export type QueryOf<E> = E extends Endpoint<Shape, infer Q, Shape, Shape, Access> ? Out<Q> : never;
export type BodyOf<E> = E extends Endpoint<Shape, Shape, infer B, Shape, Access> ? Out<B> : never;
export type AnswerOf<E> = E extends Endpoint<Shape, Shape, Shape, infer R, Access> ? Out<R> : never;
export type ParamsInputOf<E> = E extends Endpoint<infer P, Shape, Shape, Shape, Access> ? In<P> : never;
export type QueryInputOf<E> = E extends Endpoint<Shape, infer Q, Shape, Shape, Access> ? In<Q> : never;
export type BodyInputOf<E> = E extends Endpoint<Shape, Shape, infer B, Shape, Access> ? In<B> : never;
/** What a service hands to the serializer of the endpoint. */
export type AnswerInputOf<E> = E extends Endpoint<Shape, Shape, Shape, infer R, Access> ? In<R> : never;
