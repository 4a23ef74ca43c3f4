import type { ReactNode } from "react";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { BmcInterface, VmiInterface } from "@/contracts/bmc";

const onOff = (flag: boolean | null) => (flag === null ? null : flag ? "on" : "off");

function AddressTable({ shown }: { shown: VmiInterface }) {
  if (shown.addresses.length === 0) return <p className="sb-muted">No address.</p>;
  return (
    <PlainTable label={`Addresses of ${shown.name}`}>
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Comes from</th>
          <th scope="col">Gateway</th>
        </tr>
      </thead>
      <tbody>
        {shown.addresses.map((entry) => (
          <tr key={`${entry.family} ${entry.address} ${entry.origin}`}>
            <th scope="row">
              <code>
                {entry.address}
                {entry.subnetMask !== null
                  ? ` / ${entry.subnetMask}`
                  : entry.prefixLength === null
                    ? ""
                    : `/${entry.prefixLength}`}
              </code>
              {entry.isUsable ? null : <span className="sb-muted"> not set yet</span>}
            </th>
            <td>{entry.origin ?? "not said"}</td>
            <td>{entry.gateway === null || entry.gateway === "0.0.0.0" ? "none" : <code>{entry.gateway}</code>}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

const speedOf = (mbps: number) => (mbps >= 1000 ? `${mbps / 1000} Gbit/s` : `${mbps} Mbit/s`);

function describeLink({ linkStatus, speedMbps }: BmcInterface): string | null {
  if (linkStatus === null) return null;
  const status = linkStatus === "LinkUp" ? "up" : linkStatus === "LinkDown" ? "down" : linkStatus;
  return speedMbps === null || speedMbps === 0 ? status : `${status}, ${speedOf(speedMbps)}`;
}

/** What only an interface of the BMC itself has. */
function ownFacts(shown: VmiInterface | BmcInterface): [string, ReactNode][] {
  if (!("linkStatus" in shown)) return [];
  return [
    ["Full name", shown.fullName],
    ["Link", describeLink(shown)],
    ["Name servers", shown.nameServers.length === 0 ? null : <code key="dns">{shown.nameServers.join(", ")}</code>],
  ];
}

interface InterfacePanelProps {
  title: string;
  shown: VmiInterface | BmcInterface;
  /** Words for an interface that is on and off. */
  words: { on: string; off: string };
  actions?: ReactNode;
}

/** One network interface with its addresses. */
export function InterfacePanel({ title, shown, words, actions }: InterfacePanelProps) {
  const state =
    shown.isEnabled === null ? null : (
      <StatusTag status={shown.isEnabled ? words.on : words.off} tone={shown.isEnabled ? "ok" : "idle"} />
    );
  return (
    <Panel
      title={title}
      actions={
        <span className="sb-cluster">
          {state}
          {actions}
        </span>
      }
    >
      <div className="sb-stack">
        {shown.isPartial ? (
          <Notice
            tone="warn"
            title="The BMC gave only a part of this interface; what is missing is shown as unknown."
          />
        ) : null}
        <AddressTable shown={shown} />
        <Facts
          facts={[
            ["Host name", shown.hostName],
            ["MAC address", shown.macAddress === null ? null : <code key="mac">{shown.macAddress}</code>],
            ["IPv4 by DHCP", onOff(shown.isDhcpV4)],
            ["IPv6 by DHCP", onOff(shown.isDhcpV6)],
            ["IPv6 by SLAAC", onOff(shown.isAutoConfigV6)],
            ...ownFacts(shown),
            ["IPv6 gateway", shown.gatewayV6 === null ? null : <code key="gateway">{shown.gatewayV6}</code>],
          ]}
        />
      </div>
    </Panel>
  );
}
