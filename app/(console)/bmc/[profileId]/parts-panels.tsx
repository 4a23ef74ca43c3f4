import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeAbsolute, describeDuration } from "@/app/_components/feedback/time";
import type { Tone } from "@/app/_components/feedback/tone";
import type { BmcOverview } from "@/contracts/bmc";
import { ShownTag } from "../shown-tag";
import { showPower, showStatus } from "../states";
import { titled } from "../titled";
import { OperationButtons, type OperationContext } from "./operation-buttons";

type Chassis = BmcOverview["chassis"][number];
type Manager = BmcOverview["managers"][number];

/** A chassis: what it is and how it is. */
export function ChassisPanel({ chassis }: { chassis: Chassis }) {
  return (
    <Panel title={titled("Chassis", chassis.name)} actions={<ShownTag shown={showStatus(chassis.status)} isBoxed />}>
      <Facts
        facts={[
          ["Type", chassis.type],
          [
            "Power",
            chassis.powerState === null ? null : <ShownTag key="power" shown={showPower(chassis.powerState)} />,
          ],
          ["Manufacturer", chassis.manufacturer],
          ["Model", chassis.model],
          ["Part number", chassis.partNumber],
          ["Serial number", chassis.serialNumber === null ? null : <code key="serial">{chassis.serialNumber}</code>],
          ["Locator light", chassis.isLocating === null ? null : chassis.isLocating ? "on" : "off"],
        ]}
      />
    </Panel>
  );
}

const clockTones: Record<NonNullable<Manager["clock"]>["level"], Tone> = { ok: "ok", warn: "warn", severe: "fail" };

function describeSkew({ skewMs }: NonNullable<Manager["clock"]>): string {
  if (Math.abs(skewMs) < 2_000) return "agrees with ours";
  return `${describeDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of ours" : "behind ours"}`;
}

/** The management controller itself: firmware, clock, restart. */
export function ManagerPanel({ manager, ...context }: OperationContext & { manager: Manager }) {
  const { clock } = manager;
  return (
    <Panel title={titled("Manager", manager.name)} actions={<ShownTag shown={showStatus(manager.status)} isBoxed />}>
      <div className="sb-stack">
        <Facts
          facts={[
            ["Model", manager.model],
            ["Firmware", manager.firmwareVersion],
            [
              "Clock",
              clock === null ? null : (
                <span key="clock">
                  <StatusTag status={describeSkew(clock)} tone={clockTones[clock.level]} />
                  <br />
                  <span className="sb-muted">{describeAbsolute(clock.deviceTime)}</span>
                </span>
              ),
            ],
            ["Last reset", manager.lastResetAt === null ? null : <RelativeTime key="reset" at={manager.lastResetAt} />],
          ]}
        />
        <OperationButtons
          {...context}
          target={{ uri: manager.uri, name: manager.name, class: "manager", status: manager.powerState }}
          allowed={manager.operations}
        />
      </div>
    </Panel>
  );
}

/** The Redfish service and what the console may do there. */
export function ServicePanel({ overview }: { overview: BmcOverview }) {
  return (
    <Panel title="Redfish service">
      <Facts
        facts={[
          ["Product", overview.product],
          ["Redfish version", overview.redfishVersion],
          ["UUID", overview.uuid === null ? null : <code key="uuid">{overview.uuid}</code>],
          ["Our role there", overview.roles.length === 0 ? "not shown by the BMC" : overview.roles.join(", ")],
        ]}
      />
    </Panel>
  );
}
