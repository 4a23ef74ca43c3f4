import "server-only";
import type { z } from "zod";
import type { RequestForm, RequestTemplate, requestTemplateInput } from "@/contracts/certificate-request";
import type { TeamPermission } from "@/contracts/permissions";
import { type Executor, getDatabase, withTransaction } from "@/server/data/client";
import { newId } from "@/server/data/ids";
import * as stored from "@/server/data/request-templates";
import { notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireActiveTeam, requireTeam, roleIn } from "@/server/domain/principal";
import { recordAudit } from "./audit";
import { withUniqueName } from "./profile-record";

type TemplateInput = z.output<typeof requestTemplateInput>;

function serialize(row: stored.RequestTemplateRow): RequestTemplate {
  return {
    id: row.id,
    name: row.name,
    form: JSON.parse(row.form) as RequestForm,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

async function loadTemplate(
  db: Executor,
  principal: Principal,
  id: string,
  permission: TeamPermission,
): Promise<stored.RequestTemplateRow> {
  const row = await stored.findRequestTemplate(db, id);
  if (row === null || roleIn(principal, row.teamId) === undefined) throw notFound("request template");
  requireTeam(principal, row.teamId, permission);
  return row;
}

function auditEntry(principal: Principal, context: RequestContext, action: string, row: stored.RequestTemplateRow) {
  const { id: objectId, teamId, name: objectName } = row;
  return { principal, context, teamId, action, objectType: "request-template", objectId, objectName };
}

/** Request forms the active team keeps, by name. @throws AppError `forbidden` */
export async function listRequestTemplates(principal: Principal): Promise<{ items: RequestTemplate[] }> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "trust.view");
  return { items: (await stored.listRequestTemplates(getDatabase(), teamId)).map(serialize) };
}

/** Keeps a request form under a name. @throws AppError `forbidden`, `conflict` */
export async function createRequestTemplate(
  principal: Principal,
  input: TemplateInput,
  context: RequestContext,
): Promise<RequestTemplate> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "identities.manage");
  return withTransaction(async (tx) => {
    const form = JSON.stringify(input.form);
    const row = await withUniqueName(input.name, "request template", () =>
      stored.createRequestTemplate(tx, { id: newId(), teamId, name: input.name, form }),
    );
    await recordAudit(tx, {
      ...auditEntry(principal, context, "requestTemplate.create", row),
      details: { after: input },
    });
    return serialize(row);
  });
}

/** Changes a kept request form. @throws AppError `not_found`, `forbidden`, `conflict` */
export async function replaceRequestTemplate(
  principal: Principal,
  id: string,
  input: TemplateInput,
  context: RequestContext,
): Promise<RequestTemplate> {
  return withTransaction(async (tx) => {
    const { name, form } = await loadTemplate(tx, principal, id, "identities.manage");
    const row = await withUniqueName(input.name, "request template", () =>
      stored.replaceRequestTemplate(tx, id, { name: input.name, form: JSON.stringify(input.form) }),
    );
    const details = { before: { name, form: JSON.parse(form) as unknown }, after: input };
    await recordAudit(tx, { ...auditEntry(principal, context, "requestTemplate.replace", row), details });
    return serialize(row);
  });
}

/** Deletes a kept request form. @throws AppError `not_found`, `forbidden` */
export async function deleteRequestTemplate(principal: Principal, id: string, context: RequestContext): Promise<void> {
  await withTransaction(async (tx) => {
    const row = await loadTemplate(tx, principal, id, "identities.manage");
    await stored.deleteRequestTemplate(tx, id);
    const details = { before: { name: row.name } };
    await recordAudit(tx, { ...auditEntry(principal, context, "requestTemplate.delete", row), details });
  });
}
