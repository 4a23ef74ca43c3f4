/** Operating system messages of partitions and LPARs (hmc-web-services-api.md, section 7.6). */
import { type ApiReply, noContent, ok, requireTask, type SessionRequest } from "../api";
import { readFields } from "../body";
import { HmcApiError } from "../errors";
import { readFilters } from "../list-query";
import { type FakeObject, type Properties, text } from "../model";
import type { HmcState } from "../state";

const STATUSES_WITH_MESSAGES: readonly string[] = ["active", "degraded", "operating", "exceptions", "paused"];

function requireInterface(object: FakeObject): void {
  if (!STATUSES_WITH_MESSAGES.includes(text(object.properties, "status"))) {
    throw new HmcApiError(409, 332, "The messages interface of the partition is not available.");
  }
}

/** Opens a channel; throws HmcApiError 403.1, 409.331 (open already in this session) and 409.332. */
function openChannel(object: FakeObject, fields: Properties, request: SessionRequest): ApiReply {
  requireTask(request.session, "Operating System Messages");
  requireInterface(object);
  const { session } = request;
  if (session.osMessageTopics.has(object.uri)) {
    throw new HmcApiError(409, 331, "The operating system message channel is already open in this session.");
  }
  const name = `${session.topicBase}osm.${text(object.properties, "object-id").replaceAll("-", "")}`;
  session.osMessageTopics.set(object.uri, {
    name,
    objectUri: object.uri,
    includeRefreshMessages: fields["include-refresh-messages"] !== false,
  });
  return ok({ "topic-name": name });
}

/** Sends a command, which the operating system echoes; throws HmcApiError 400.5, 400.7, 403.1 and 409.332. */
function sendCommand(object: FakeObject, request: SessionRequest, hmc: HmcState): ApiReply {
  requireTask(request.session, "Operating System Messages");
  const fields = readFields(request, {
    required: { "operating-system-command-text": "string" },
    optional: { "is-priority": "boolean" },
  });
  requireInterface(object);
  const command = text(fields, "operating-system-command-text");
  if (command === "") throw new HmcApiError(400, 7, "The command must have at least one character.");
  hmc.notifications.publishOsMessage(object, { text: `${command}\n` });
  return noContent;
}

function list(object: FakeObject, request: SessionRequest, hmc: HmcState): ApiReply {
  requireTask(request.session, "Operating System Messages");
  const matches = readFilters(request, { "is-held": "exact", "is-priority": "exact" }, [
    "begin-sequence-number",
    "end-sequence-number",
    "max-messages",
  ]);
  requireInterface(object);
  const begin = Number(request.query.get("begin-sequence-number") ?? 0);
  const end = Number(request.query.get("end-sequence-number") ?? Number.MAX_SAFE_INTEGER);
  const isInRange = (item: Properties) =>
    Number(item["sequence-number"]) >= begin && Number(item["sequence-number"]) <= end;
  const items = hmc.notifications.osMessages(object.uri).filter((item) => isInRange(item) && matches(item));
  const limit = Number(request.query.get("max-messages") ?? 0);
  return ok({ "os-messages": limit > 0 ? items.slice(-limit) : [...items] });
}

export const osMessageRoutes = { openChannel, sendCommand, list };
