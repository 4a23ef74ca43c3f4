import "server-only";
import type { z } from "zod";
import type * as schema from "@/contracts/wbem/schema";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { planMof } from "@/server/protocols/wbem/schema/mof-plan";
import { planClassDeletion, planNamespaceDeletion } from "@/server/protocols/wbem/schema/removal-plan";
import type { Plan } from "@/server/protocols/wbem/schema/steps";
import { requireConfirmation } from "../profile-record";
import { changeWbem, getWbemProfile, readWbem } from "./connection";
import { type ChangeLines, carryOut, planToWire } from "./planned-change";
import type { WatchedConnection } from "./recorders";
import { requireInterop } from "./server";

/**
 * What MOF would change in a namespace; nothing is changed.
 * @throws AppError `not_found`, `forbidden`, `invalid_request` naming line and column in `mof`, the device's codes
 */
export async function planMofChange(
  principal: Principal,
  profileId: string,
  { namespace, mof, mode }: z.output<typeof schema.wbemMofPlanInput>,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  return planToWire(
    await readWbem(principal, profileId, (connection) => planMof(connection, { namespace, text: mof, mode }, signal)),
  );
}

/**
 * Brings MOF to a namespace, or takes what it declares out of it in the reverse order, by the steps that were shown.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, `confirmation_mismatch`, `revision_conflict` where the steps
 * would be others now, `conflict`, the device's codes as long as nothing was sent
 */
export async function changeByMof(
  principal: Principal,
  profileId: string,
  { namespace, mof, mode, plan, confirmation }: z.output<typeof schema.wbemMofInput>,
  context: RequestContext,
  signal?: AbortSignal,
): Promise<ChangeLines> {
  const record = await getWbemProfile(principal, profileId, "operate");
  if (mode === "remove") requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    { action: `wbem.mof.${mode}`, objectType: "wbem-namespace", objectId: namespace, namespace, seen: plan, signal },
    (connection) => planMof(connection, { namespace, text: mof, mode }, signal),
  );
}

/** What would go with a class; nothing is changed. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function planDeleteClass(
  principal: Principal,
  profileId: string,
  { instances, ...named }: z.output<typeof schema.wbemClassDeletionQuerySchema>,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  const wanted = { ...named, withInstances: instances === "1" };
  return planToWire(
    await readWbem(principal, profileId, (connection) => planClassDeletion(connection, wanted, signal)),
  );
}

/**
 * Deletes a class, with its instances where that was shown.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `revision_conflict`, `conflict`, the device's codes as
 * long as nothing was sent
 */
export async function deleteClass(
  principal: Principal,
  profileId: string,
  { namespace, className, withInstances, plan, confirmation }: z.output<typeof schema.wbemDeleteClassInput>,
  context: RequestContext,
  signal?: AbortSignal,
): Promise<ChangeLines> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, className, "the name of the class");
  return carryOut(
    { principal, context, record },
    {
      action: "wbem.class.delete",
      objectType: "wbem-class",
      objectId: `${namespace}:${className}`,
      namespace,
      details: { withInstances },
      seen: plan,
      signal,
    },
    (connection) => planClassDeletion(connection, { namespace, className, withInstances }, signal),
  );
}

async function namespaceDeletion(
  connection: WatchedConnection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  return planNamespaceDeletion(connection, await requireInterop(connection, signal), namespace, signal);
}

/** What would go with a namespace; nothing is changed. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function planDeleteNamespace(
  principal: Principal,
  profileId: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<schema.WbemPlan> {
  return planToWire(
    await readWbem(principal, profileId, (connection) => namespaceDeletion(connection, namespace, signal)),
  );
}

/**
 * Deletes a namespace with everything in it, as it was shown.
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `revision_conflict`, `conflict`, the device's codes as
 * long as nothing was sent
 */
export async function deleteNamespace(
  principal: Principal,
  profileId: string,
  { namespace, plan, confirmation }: z.output<typeof schema.wbemDeleteNamespaceInput>,
  context: RequestContext,
  signal?: AbortSignal,
): Promise<ChangeLines> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, namespace, "the name of the namespace");
  return carryOut(
    { principal, context, record },
    {
      action: "wbem.namespace.delete",
      objectType: "wbem-namespace",
      objectId: namespace,
      namespace,
      seen: plan,
      signal,
    },
    (connection) => namespaceDeletion(connection, namespace, signal),
  );
}

/**
 * Deletes a qualifier type. @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, the device's codes
 */
export async function deleteQualifierType(
  principal: Principal,
  profileId: string,
  { namespace, name, confirmation }: z.output<typeof schema.wbemDeleteQualifierInput>,
  context: RequestContext,
): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  requireConfirmation(confirmation, name, "the name of the qualifier type");
  await changeWbem(
    { principal, context, record },
    { action: "wbem.qualifier.delete", objectType: "wbem-qualifier", objectId: `${namespace}:${name}` },
    ({ operations }) => operations.DeleteQualifier(name, { namespace }),
  );
}
