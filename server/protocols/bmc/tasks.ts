/** Tasks and their progress (BMC reference, section 12; Redfish TaskService). */
import { isRefusal } from "./errors";
import { type RedfishMessage, readMessages } from "./messages";
import { dateAt, lastSegment, linkAt, listAt, numberAt, textAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";

export interface BmcTask {
  uri: string;
  name: string;
  /** New, Starting, Running, Completed, Exception and so on. */
  state: string | null;
  status: string | null;
  percent: number | null;
  startedAt: Date | null;
  endedAt: Date | null;
  messages: RedfishMessage[];
  hasEnded: boolean;
  hasFailed: boolean;
}

const ENDED: ReadonlySet<string> = new Set(["Completed", "Killed", "Exception", "Cancelled"]);
const FAILED: ReadonlySet<string> = new Set(["Killed", "Exception"]);

/** One task. */
export function parseTask({ uri, properties }: Pick<RedfishResource, "uri" | "properties">): BmcTask {
  const state = textAt(properties, "TaskState");
  const status = textAt(properties, "TaskStatus");
  const messages = listAt(properties, "Messages").flatMap((entry) =>
    readMessages({ "@Message.ExtendedInfo": [entry] }),
  );
  return {
    uri,
    name: textAt(properties, "Name") ?? lastSegment(uri),
    state,
    status,
    percent: numberAt(properties, "PercentComplete"),
    startedAt: dateAt(properties, "StartTime"),
    endedAt: dateAt(properties, "EndTime"),
    messages,
    hasEnded: state !== null && ENDED.has(state),
    hasFailed: (state !== null && FAILED.has(state)) || (status === "Critical" && state !== null && ENDED.has(state)),
  };
}

/** All tasks the BMC keeps; their numbers restart with its web server. @throws BmcError, DeviceError, TransportError */
export async function listTasks(
  reader: RedfishReader,
  taskServiceUri: string,
  signal?: AbortSignal,
): Promise<{ tasks: BmcTask[]; warnings: string[] }> {
  const { properties } = await reader.read(taskServiceUri, signal);
  const collection = linkAt(properties, "Tasks");
  if (collection === null) return { tasks: [], warnings: [] };
  const { members, warnings } = await reader.readMembers(collection, { signal });
  return { tasks: members.map(parseTask), warnings };
}

/**
 * A task, or null where the BMC has forgotten it. The resource is asked and not its monitor, which answers once when the
 * task is done and is gone after that. @throws BmcError other than 404, DeviceError, TransportError
 */
export async function findTask(reader: RedfishReader, uri: string, signal?: AbortSignal): Promise<BmcTask | null> {
  try {
    return parseTask(await reader.read(uri, signal));
  } catch (error) {
    if (isRefusal(error, 404)) return null;
    throw error;
  }
}

/** The job that a task is to the console: its end has a status as an HTTP exchange would have had. */
export function taskOutcome(task: BmcTask): { statusCode: number | null; message: string | null } {
  if (!task.hasEnded) return { statusCode: null, message: null };
  const texts = task.messages.map(({ text, key }) => text || key).filter((text) => text !== "");
  return { statusCode: task.hasFailed ? 500 : 200, message: texts.at(-1) ?? task.status };
}
