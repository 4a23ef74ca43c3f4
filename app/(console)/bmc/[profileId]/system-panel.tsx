import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import type { BmcOverview } from "@/contracts/bmc";
import { ShownTag } from "../shown-tag";
import { showPower, showStatus } from "../states";
import { titled } from "../titled";
import { OperationButtons, type OperationContext } from "./operation-buttons";

type System = BmcOverview["systems"][number];

const joined = (...texts: (string | null)[]) => texts.filter((text) => text !== null).join(" ") || null;

/** A computer system: what it is, how it is, and its power operations. */
export function SystemPanel({ system, ...context }: OperationContext & { system: System }) {
  return (
    <Panel title={titled("System", system.name)} actions={<ShownTag shown={showPower(system.powerState)} isBoxed />}>
      <div className="sb-stack">
        {system.isPartial ? (
          <Notice tone="warn" title="The BMC gave only a part of this system; what is missing is shown as unknown." />
        ) : null}
        <Facts
          facts={[
            ["Health", <ShownTag key="health" shown={showStatus(system.status)} />],
            ["Model", joined(system.manufacturer, system.model)],
            ["Serial number", system.serialNumber === null ? null : <code key="serial">{system.serialNumber}</code>],
            ["Host name", system.hostName === "" ? null : system.hostName],
            ["Asset tag", system.assetTag === "" ? null : system.assetTag],
            ["Boot progress", system.bootProgress],
            ["Firmware", system.biosVersion],
            [
              "Processors",
              system.processorCount === null ? null : joined(String(system.processorCount), system.processorModel),
            ],
            ["Memory", system.memoryGiB === null ? null : `${system.memoryGiB.toLocaleString("en")} GiB`],
            ["Last reset", system.lastResetAt === null ? null : <RelativeTime key="reset" at={system.lastResetAt} />],
            ["Locator light", system.isLocating === null ? null : system.isLocating ? "on" : "off"],
          ]}
        />
        <OperationButtons
          {...context}
          target={{ uri: system.uri, name: system.name, class: "system", status: system.powerState }}
          allowed={system.operations}
        />
      </div>
    </Panel>
  );
}
