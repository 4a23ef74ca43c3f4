/** The extrinsic methods that the simulated server carries out. */
import { parseDatetime } from "../model/datetime";
import { findByName } from "../model/names";
import type { CimInstance, CimInstanceName, CimValue } from "../model/objects";
import { associatorPathsOf, associatorsOf } from "./association-operations";
import { datetimeText, makeEmbedded } from "./instance-builder";
import { addVolume } from "./inventory";
import { isOver, type Jobs, jobStates } from "./jobs";
import type { MethodCall, MethodReturn } from "./method-call";
import { CimRefusal, cimStatus } from "./refusals";
import type { StoredInstance } from "./stored-instance";

const INVALID_PARAMETER = 5;
const JOB_STARTED = 4096;
const INVALID_TRANSITION = 4097;
const SMALLEST_VOLUME = 1024n * 1024n;
/** States that can be asked for, with the one they lead to. */
const STATES_BY_REQUEST: Readonly<Record<number, number>> = { 2: 2, 3: 3, 4: 3, 6: 6, 7: 7, 8: 8, 9: 9, 10: 2, 11: 2 };

/** What methods need beside the repository. */
export interface MethodServices {
  jobs: Jobs;
  /** Sends an alert about an instance to whoever has subscribed. */
  alert(about: StoredInstance, message: string): void;
}

type Method = (call: MethodCall, services: MethodServices) => MethodReturn;

const noInstance = () => new CimRefusal(cimStatus.invalidParameter, "The method needs an instance.");

function targetOf(call: MethodCall): StoredInstance {
  if (call.target === null) throw noInstance();
  return call.target;
}

const propertyOf = (instance: CimInstance, name: string): CimValue =>
  findByName(instance.properties, name)?.value ?? null;
const nowOf = (call: MethodCall) => parseDatetime(datetimeText(call.state.now()));

const requestStateChange: Method = (call) => {
  const target = targetOf(call);
  const requested = call.value("RequestedState");
  const next = typeof requested === "number" ? STATES_BY_REQUEST[requested] : undefined;
  if (next === undefined) return { returnValue: INVALID_PARAMETER };
  call.state.repository.update(target, {
    EnabledState: next,
    RequestedState: requested,
    OperationalStatus: [next === 2 ? 2 : 10],
    TimeOfLastStateChange: nowOf(call),
  });
  return { returnValue: 0, outputs: { Job: null } };
};

const changeJobState: Method = (call) => {
  const job = targetOf(call);
  const requested = call.value("RequestedState");
  if (requested !== 4 && requested !== 5) return { returnValue: INVALID_PARAMETER };
  return endJob(call, job, requested === 4 ? jobStates.terminated : jobStates.killed);
};

function endJob(call: MethodCall, job: StoredInstance, state: number): MethodReturn {
  if (isOver(job)) return { returnValue: INVALID_TRANSITION };
  call.state.repository.update(job, { JobState: state, JobStatus: "Ended", TimeOfLastStateChange: nowOf(call) });
  return { returnValue: 0 };
}

/** The system that hosts a service. */
function systemOf(call: MethodCall): StoredInstance | undefined {
  const walk = { assocClass: "CIM_HostedService", resultClass: null, role: "Dependent", resultRole: "Antecedent" };
  return associatorsOf(call, targetOf(call).path, walk)[0];
}

const createVolume: Method = (call, { jobs }) => {
  const { state, namespace } = call;
  const { repository } = state;
  const [pool, size, name] = [call.instance("InPool"), call.value("Size"), call.value("ElementName")];
  const existing = call.instance("TheElement");
  const system = systemOf(call);
  const left = pool === undefined ? 0n : propertyOf(pool, "RemainingManagedSpace");
  if (system === undefined || typeof size !== "bigint" || size < SMALLEST_VOLUME || typeof left !== "bigint") {
    return { returnValue: INVALID_PARAMETER };
  }
  if (existing === undefined && (pool === undefined || size > left)) return { returnValue: INVALID_PARAMETER };
  const finish = () => {
    if (existing !== undefined) {
      const blocks = size / 512n;
      return repository.update(existing, { NumberOfBlocks: blocks, ConsumableBlocks: blocks });
    }
    if (pool === undefined) return undefined;
    const number = namespace.instanceCount;
    const volume = addVolume(repository, namespace.name, system, `vol${number}`, number, size);
    const named = typeof name === "string" ? repository.update(volume, { ElementName: name }) : volume;
    const ends = { Antecedent: pool.path, Dependent: named.path, SpaceConsumed: size };
    repository.add(namespace.name, "CIM_AllocatedFromStoragePool", ends);
    repository.update(pool, { RemainingManagedSpace: left - size });
    return named;
  };
  const verb = existing === undefined ? "Create" : "Enlarge";
  const job = jobs.start(state, { namespace: namespace.name, name: `${verb} volume`, owner: targetOf(call), finish });
  return { returnValue: JOB_STARTED, outputs: { Job: job.path, Size: size, TheElement: existing?.path ?? null } };
};

const deleteVolume: Method = (call, { jobs }) => {
  const { state, namespace } = call;
  const volume = call.instance("TheElement");
  if (volume === undefined || !namespace.isA(volume.className, "CIM_StorageVolume")) {
    return { returnValue: INVALID_PARAMETER };
  }
  const finish = () => {
    for (const one of state.repository.referrersOf(volume.path, namespace.name)) state.repository.remove(one);
    state.repository.remove(volume);
    return undefined;
  };
  const job = jobs.start(state, { namespace: namespace.name, name: "Delete volume", owner: targetOf(call), finish });
  return { returnValue: JOB_STARTED, outputs: { Job: job.path } };
};

const echo: Method = (call) => {
  const names = ["Text", "Flag", "Number", "Numbers", "When", "Target", "Targets", "Setting", "Settings"];
  return { returnValue: 0, outputs: Object.fromEntries(names.map((name) => [`Out${name}`, call.value(name)])) };
};

const setStarted =
  (isStarted: boolean): Method =>
  (call) => {
    call.state.repository.update(targetOf(call), { Started: isStarted, EnabledState: isStarted ? 2 : 3 });
    return { returnValue: 0 };
  };

const centralInstances: Method = (call) => {
  const walk = {
    assocClass: "CIM_ElementConformsToProfile",
    resultClass: null,
    role: "ConformantStandard",
    resultRole: "ManagedElement",
  };
  const paths: CimInstanceName[] = associatorPathsOf(call, targetOf(call).path, walk);
  return { returnValue: 0, outputs: { CentralInstances: paths } };
};

/** By class that declares the method, and its name. */
export const methods: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  CIM_EnabledLogicalElement: { RequestStateChange: requestStateChange },
  CIM_LogicalDevice: {
    Reset: (call) => {
      call.state.repository.update(targetOf(call), { TimeOfLastStateChange: nowOf(call), EnabledState: 2 });
      return { returnValue: 0 };
    },
    EnableDevice: (call) => {
      call.state.repository.update(targetOf(call), { EnabledState: call.value("Enabled") === true ? 2 : 3 });
      return { returnValue: 0 };
    },
  },
  CIM_Service: { StartService: setStarted(true), StopService: setStarted(false) },
  CIM_Job: { KillJob: (call) => endJob(call, targetOf(call), jobStates.killed) },
  CIM_ConcreteJob: {
    RequestStateChange: changeJobState,
    GetError: (call, { jobs }) => ({ returnValue: 0, outputs: { Error: jobs.errorOf(targetOf(call)) } }),
  },
  CIM_StorageConfigurationService: {
    CreateOrModifyElementFromStoragePool: createVolume,
    ReturnToStoragePool: deleteVolume,
  },
  CIM_RegisteredProfile: { GetCentralInstances: centralInstances },
  CIM_IndicationService: {
    SendTestIndication: (call, { alert }) => {
      alert(targetOf(call), "This is a test.");
      return { returnValue: 0 };
    },
  },
  SBX_DiagnosticService: { Echo: echo, IsReady: () => ({ returnValue: true }) },
};

/** An error as a job or an ERROR element carries it. */
export function makeError(call: Pick<MethodCall, "namespace">, message: string): CimInstance {
  return makeEmbedded(call.namespace, "CIM_Error", {
    ErrorType: 4,
    OwningEntity: "SBX",
    MessageID: "SBX0001",
    Message: message,
    PerceivedSeverity: 3,
    RecommendedActions: ["Look at the array."],
  });
}
