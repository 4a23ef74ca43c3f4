/** Tasks and their monitors (BMC reference, section 12). */
import { message, refuse } from "./messages";
import { type FakeReply, type JsonObject, link } from "./model";

export const TASKS_URI = "/redfish/v1/TaskService/Tasks";
const MONITORS_URI = "/redfish/v1/TaskService/TaskMonitors";

export interface FakeTask {
  id: string;
  state: "Running" | "Completed" | "Exception";
  percent: number;
  startedAt: Date;
  endedAt: Date | null;
  /** The monitor answers 204 once, then it is gone. */
  isMonitorSpent: boolean;
}

export class TaskStore {
  readonly #now: () => Date;
  readonly #tasks: FakeTask[] = [];

  constructor(now: () => Date) {
    this.#now = now;
  }

  get uris(): string[] {
    return this.#tasks.map(({ id }) => `${TASKS_URI}/${id}`);
  }

  start(): FakeTask {
    const id = String(this.#tasks.length);
    const task: FakeTask = {
      id,
      state: "Running",
      percent: 0,
      startedAt: this.#now(),
      endedAt: null,
      isMonitorSpent: false,
    };
    this.#tasks.push(task);
    return task;
  }

  /** Numbers restart with the web server. */
  forget(): void {
    this.#tasks.length = 0;
  }

  end(task: FakeTask, state: "Completed" | "Exception"): void {
    task.state = state;
    task.percent = 100;
    task.endedAt = this.#now();
  }

  /** Ends every task that still runs. */
  endAll(state: "Completed" | "Exception"): void {
    for (const task of this.#tasks) if (task.state === "Running") this.end(task, state);
  }

  describe(id: string): JsonObject {
    const task = this.#find(id);
    return {
      "@odata.id": `${TASKS_URI}/${id}`,
      "@odata.type": "#Task.v1_4_3.Task",
      Id: id,
      Name: `Task ${id}`,
      TaskState: task.state,
      TaskStatus: task.state === "Exception" ? "Critical" : "OK",
      PercentComplete: task.percent,
      StartTime: task.startedAt.toISOString(),
      ...(task.endedAt === null ? {} : { EndTime: task.endedAt.toISOString() }),
      Messages: task.state === "Running" ? [] : [message(task.state === "Exception" ? "InternalError" : "Success")],
      TaskMonitor: `${MONITORS_URI}/${id}`,
    };
  }

  /** The answer that starts a task. */
  accepted(task: FakeTask): FakeReply {
    const headers = { Location: `${MONITORS_URI}/${task.id}`, "Retry-After": "30" };
    return { status: 202, headers, body: { ...this.describe(task.id), ...link(`${TASKS_URI}/${task.id}`) } };
  }

  monitor(id: string): FakeReply {
    const task = this.#find(id);
    if (task.state === "Running") return this.accepted(task);
    if (task.isMonitorSpent) throw refuse(404, "ResourceNotFound", "Monitor", id);
    task.isMonitorSpent = true;
    return { status: 204 };
  }

  #find(id: string): FakeTask {
    const task = this.#tasks.find((one) => one.id === id);
    if (task === undefined) throw refuse(404, "ResourceNotFound", "Task", id);
    return task;
  }
}
