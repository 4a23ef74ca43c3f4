import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import type { BmcOverview } from "@/contracts/bmc";
import { ShownTag } from "../shown-tag";
import { showHost } from "../states";
import { OperationButtons, type OperationContext } from "./operation-buttons";

interface HostPanelProps extends OperationContext {
  profileId: string;
  host: NonNullable<BmcOverview["host"]>;
}

/** The hypervisor: whether it can sign certificates, and what to do when it cannot. */
export function HostPanel({ profileId, host, ...context }: HostPanelProps) {
  const canSign = host.canSign === null ? "unknown" : host.canSign ? "yes" : "not now";
  return (
    <Panel title="Host" actions={<ShownTag shown={showHost(host.state)} isBoxed />}>
      <div className="sb-stack">
        <p>{host.finding}</p>
        {host.remedy === null ? null : <p className="sb-step__remedy">{host.remedy}</p>}
        <Facts
          facts={[
            ["Can sign certificates", canSign],
            ["Hypervisor", host.hypervisor?.state ?? host.hypervisor?.powerState ?? "not shown by the BMC"],
            ["Boot progress", host.system.bootProgress],
            [
              "VMI addresses",
              <Link key="vmi" className="sb-link" href={paths.bmcPart(profileId, "network")}>
                Network of the VMI
              </Link>,
            ],
          ]}
        />
        <OperationButtons
          {...context}
          target={{ uri: host.hypervisorUri, name: "hypervisor", class: "hypervisor", status: null }}
          allowed={host.operations}
          obstacle={host.state === "standby" ? null : "Only a hypervisor that waits in standby can be started."}
        />
      </div>
    </Panel>
  );
}
