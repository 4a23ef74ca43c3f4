/** Jobs and errors of the CIM schema. */
import { arg, cimClass, m, p } from "./builder";
import { jobState, methodResult } from "./value-texts";

export const jobClasses = [
  cimClass(
    "CIM_Error",
    null,
    "What went wrong, for people and programs.",
    {
      ErrorType: p("uint16", "Kind of error.", {
        required: true,
        values: {
          "0": "Unknown",
          "1": "Other",
          "2": "Communications Error",
          "4": "Software Error",
          "5": "Hardware Error",
          "6": "Environmental Error",
          "10": "Unsupported Operation Error",
        },
      }),
      OwningEntity: p("string", "Who defines MessageID.", { required: true }),
      MessageID: p("string", "Identifies the message.", { required: true }),
      Message: p("string", "The message.", { required: true }),
      MessageArguments: p("string[]", "What was filled into the message."),
      PerceivedSeverity: p("uint16", "How bad it is.", {
        values: { "0": "Unknown", "2": "Low", "3": "Medium", "4": "High", "5": "Fatal" },
      }),
      ProbableCause: p("uint16", "Probable cause.", {
        values: { "0": "Unknown", "1": "Other", "47": "Storage Capacity Problem" },
      }),
      ProbableCauseDescription: p("string", "Probable cause as a text."),
      RecommendedActions: p("string[]", "What to do."),
      CIMStatusCode: p("uint32", "Status code of the operation."),
      CIMStatusCodeDescription: p("string", "Text of the status code."),
    },
    { version: "2.22.0" },
  ),
  cimClass(
    "CIM_Job",
    "CIM_LogicalElement",
    "Work that takes a while.",
    {
      JobStatus: p("string", "State of the job as a text."),
      TimeSubmitted: p("datetime", "When the job was submitted."),
      StartTime: p("datetime", "When the job began."),
      ElapsedTime: p("datetime", "How long the job has run."),
      Priority: p("uint32", "Priority of the job.", { write: true }),
      PercentComplete: p("uint16", "How far the job is.", { unit: "percent" }),
      DeleteOnCompletion: p("boolean", "True if the job vanishes some time after its end.", { write: true }),
      ErrorCode: p("uint16", "Vendor's code of the error."),
      ErrorDescription: p("string", "The error as a text."),
      KillJob: m(
        "uint32",
        "Ends the job.",
        { DeleteOnKill: arg("boolean", "True to delete the job too.") },
        {
          deprecated: "CIM_ConcreteJob.RequestStateChange",
          values: {
            "0": "Success",
            "1": "Not Supported",
            "2": "Unknown",
            "3": "Timeout",
            "4": "Failed",
            "6": "Access Denied",
            "7": "Not Found",
          },
        },
      ),
    },
    { isAbstract: true, version: "2.10.0" },
  ),
  cimClass(
    "CIM_ConcreteJob",
    "CIM_Job",
    "A job that was started by a method.",
    {
      InstanceID: p("string", "Identifies the job.", { key: true }),
      Name: p("string", "Name of the job.", { required: true, maxLength: 1024 }),
      JobState: p("uint16", "State of the job.", { values: jobState }),
      TimeOfLastStateChange: p("datetime", "When JobState changed last."),
      TimeBeforeRemoval: p("datetime", "How long the job stays after its end.", { required: true }),
      RequestStateChange: m(
        "uint32",
        "Asks for another state of the job.",
        {
          RequestedState: arg("uint16", "The state that is wanted.", {
            values: { "2": "Start", "3": "Suspend", "4": "Terminate", "5": "Kill", "6": "Service" },
          }),
          TimeoutPeriod: arg("datetime", "Interval within which the change must be done."),
        },
        { values: methodResult },
      ),
      GetError: m(
        "uint32",
        "The error of a job that failed; null where there was none.",
        { Error: arg("embedded CIM_Error", "The error.", { out: true }) },
        {
          values: {
            "0": "Success",
            "1": "Not Supported",
            "2": "Unspecified Error",
            "3": "Timeout",
            "4": "Failed",
            "5": "Invalid Parameter",
            "6": "Access Denied",
          },
        },
      ),
    },
    { version: "2.31.1" },
  ),
];
