import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { PlainTable } from "@/app/_components/table/plain-table";
import type { BmcProtocol } from "@/contracts/bmc";

/** By what the BMC can be reached, and where it gets its time; nothing where the service does not say. */
export function ProtocolsPanel(props: { protocols: readonly BmcProtocol[]; timeServers: readonly string[] }) {
  const { protocols, timeServers } = props;
  if (protocols.length === 0 && timeServers.length === 0) return null;
  const hasSeveral = new Set(protocols.map(({ manager }) => manager)).size > 1;
  return (
    <Panel title="Protocols">
      <div className="sb-stack">
        {protocols.length === 0 ? null : (
          <PlainTable label="Protocols of the BMC">
            <thead>
              <tr>
                <th scope="col">Protocol</th>
                <th scope="col">State</th>
                <th scope="col">Port</th>
              </tr>
            </thead>
            <tbody>
              {protocols.map(({ manager, name, isEnabled, port }) => (
                <tr key={`${manager} ${name}`}>
                  <th scope="row">{hasSeveral ? `${name} (${manager})` : name}</th>
                  <td>
                    <StatusTag status={isEnabled ? "On" : "Off"} tone={isEnabled ? "ok" : "idle"} />
                  </td>
                  <td className="sb-numeric">{port ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
        <Facts
          facts={[
            [
              "Time servers",
              timeServers.length === 0 ? (
                "none: its clock runs by itself"
              ) : (
                <code key="ntp">{timeServers.join(", ")}</code>
              ),
            ],
          ]}
        />
      </div>
    </Panel>
  );
}
