/** The services beside the machine (BMC reference, sections 7, 10, 11 and 12). */
import { HTTPS_URI, TRUST_STORE_URI } from "./bmc-certificates";
import { collection, type JsonObject, link, links } from "./model";
import { SESSIONS_URI } from "./sessions";
import type { BmcState } from "./state";
import { TASKS_URI } from "./tasks";
import { CERTIFICATE_SERVICE_URI, MANAGER_URI, ROOT } from "./uris";

/** Sessions, accounts, certificates, events, tasks, firmware, and the network of the BMC. */
export function describeServices({ settings, certificates, sessions, tasks }: BmcState): [string, JsonObject][] {
  const bmcInterfaces = `${MANAGER_URI}/EthernetInterfaces`;
  const firmware = `${ROOT}/UpdateService/FirmwareInventory`;
  const image = (id: string, state: string, version: string): [string, JsonObject] => [
    `${firmware}/${id}`,
    {
      "@odata.id": `${firmware}/${id}`,
      "@odata.type": "#SoftwareInventory.v1_1_0.SoftwareInventory",
      Id: id,
      Name: "Software Inventory",
      Description: "BMC image",
      Version: version,
      Updateable: true,
      Status: { State: state, Health: "OK" },
      RelatedItem: [link(MANAGER_URI)],
    },
  ];
  const trustStore = certificates.uris().filter((uri) => uri.startsWith(TRUST_STORE_URI));
  return [
    [
      `${ROOT}/SessionService`,
      {
        "@odata.id": `${ROOT}/SessionService`,
        "@odata.type": "#SessionService.v1_0_2.SessionService",
        Id: "SessionService",
        Name: "Session Service",
        ServiceEnabled: true,
        SessionTimeout: sessions.timeoutSeconds,
        Sessions: link(SESSIONS_URI),
      },
    ],
    [
      SESSIONS_URI,
      collection(
        SESSIONS_URI,
        "SessionCollection",
        "Session Collection",
        sessions.listed().map(({ id }) => `${SESSIONS_URI}/${id}`),
      ),
    ],
    ...sessions.listed().map((one): [string, JsonObject] => [`${SESSIONS_URI}/${one.id}`, sessions.describe(one)]),
    [
      `${ROOT}/AccountService`,
      {
        "@odata.id": `${ROOT}/AccountService`,
        "@odata.type": "#AccountService.v1_15_0.AccountService",
        Id: "AccountService",
        Name: "Account Service",
        Accounts: link(`${ROOT}/AccountService/Accounts`),
        MinPasswordLength: 8,
        MaxPasswordLength: 20,
        AccountLockoutThreshold: 5,
        AccountLockoutDuration: 300,
      },
    ],
    [
      `${ROOT}/AccountService/Accounts`,
      collection(
        `${ROOT}/AccountService/Accounts`,
        "ManagerAccountCollection",
        "Accounts Collection",
        [...sessions.users.keys()].map((name) => `${ROOT}/AccountService/Accounts/${name}`),
      ),
    ],
    ...[...sessions.users.values()].map(({ userName, role }): [string, JsonObject] => [
      `${ROOT}/AccountService/Accounts/${userName}`,
      {
        "@odata.id": `${ROOT}/AccountService/Accounts/${userName}`,
        "@odata.type": "#ManagerAccount.v1_7_0.ManagerAccount",
        Id: userName,
        Name: "User Account",
        UserName: userName,
        RoleId: role,
        Enabled: true,
        Locked: false,
        Password: null,
      },
    ]),
    [
      CERTIFICATE_SERVICE_URI,
      {
        "@odata.id": CERTIFICATE_SERVICE_URI,
        "@odata.type": "#CertificateService.v1_0_0.CertificateService",
        Id: "CertificateService",
        Name: "Certificate Service",
        CertificateLocations: link(`${CERTIFICATE_SERVICE_URI}/CertificateLocations`),
        Actions: {
          "#CertificateService.GenerateCSR": {
            target: `${CERTIFICATE_SERVICE_URI}/Actions/CertificateService.GenerateCSR`,
          },
          "#CertificateService.ReplaceCertificate": {
            target: `${CERTIFICATE_SERVICE_URI}/Actions/CertificateService.ReplaceCertificate`,
          },
        },
      },
    ],
    [
      `${CERTIFICATE_SERVICE_URI}/CertificateLocations`,
      {
        "@odata.id": `${CERTIFICATE_SERVICE_URI}/CertificateLocations`,
        "@odata.type": "#CertificateLocations.v1_0_0.CertificateLocations",
        Id: "CertificateLocations",
        Name: "Certificate Locations",
        Links: { Certificates: links(certificates.uris()) },
      },
    ],
    [HTTPS_URI, collection(HTTPS_URI, "CertificateCollection", "HTTPS Certificates Collection", [`${HTTPS_URI}/1`])],
    [
      TRUST_STORE_URI,
      collection(TRUST_STORE_URI, "CertificateCollection", "TrustStore Certificates Collection", trustStore),
    ],
    ...certificates.uris().map((uri): [string, JsonObject] => [uri, certificates.describe(uri) ?? {}]),
    [
      `${MANAGER_URI}/NetworkProtocol`,
      {
        "@odata.id": `${MANAGER_URI}/NetworkProtocol`,
        "@odata.type": "#ManagerNetworkProtocol.v1_5_0.ManagerNetworkProtocol",
        Id: "NetworkProtocol",
        Name: "Manager Network Protocol",
        HostName: "bmc",
        HTTPS: { ProtocolEnabled: true, Port: 443, Certificates: link(HTTPS_URI) },
        SSH: { ProtocolEnabled: true, Port: 22 },
        IPMI: { ProtocolEnabled: false, Port: 623 },
        NTP: { ProtocolEnabled: true, NTPServers: ["192.0.2.123"] },
      },
    ],
    [
      bmcInterfaces,
      collection(bmcInterfaces, "EthernetInterfaceCollection", "Ethernet Network Interface Collection", [
        `${bmcInterfaces}/eth0`,
      ]),
    ],
    [
      `${bmcInterfaces}/eth0`,
      {
        "@odata.id": `${bmcInterfaces}/eth0`,
        "@odata.type": "#EthernetInterface.v1_9_0.EthernetInterface",
        Id: "eth0",
        Name: "Manager Ethernet Interface",
        InterfaceEnabled: true,
        LinkStatus: "LinkUp",
        SpeedMbps: 1_000,
        HostName: "bmc",
        FQDN: "bmc.example.com",
        MACAddress: "02:00:5e:10:00:02",
        DHCPv4: { DHCPEnabled: false },
        IPv4Addresses: [
          { Address: settings.host, SubnetMask: "255.0.0.0", Gateway: "0.0.0.0", AddressOrigin: "Static" },
        ],
        IPv6Addresses: [],
        IPv6DefaultGateway: "::",
        NameServers: ["192.0.2.53"],
      },
    ],
    [
      `${ROOT}/EventService/Subscriptions`,
      collection(
        `${ROOT}/EventService/Subscriptions`,
        "EventDestinationCollection",
        "Event Destination Collections",
        [],
      ),
    ],
    [
      `${ROOT}/EventService`,
      {
        "@odata.id": `${ROOT}/EventService`,
        "@odata.type": "#EventService.v1_5_0.EventService",
        Id: "EventService",
        Name: "Event Service",
        ServiceEnabled: true,
        ServerSentEventUri: `${ROOT}/EventService/SSE`,
        Subscriptions: link(`${ROOT}/EventService/Subscriptions`),
      },
    ],
    [
      `${ROOT}/TaskService`,
      {
        "@odata.id": `${ROOT}/TaskService`,
        "@odata.type": "#TaskService.v1_1_4.TaskService",
        Id: "TaskService",
        Name: "Task Service",
        Tasks: link(TASKS_URI),
      },
    ],
    [TASKS_URI, collection(TASKS_URI, "TaskCollection", "Task Collection", tasks.uris)],
    ...tasks.uris.map((uri): [string, JsonObject] => [uri, tasks.describe(uri.slice(TASKS_URI.length + 1))]),
    [
      `${ROOT}/UpdateService`,
      {
        "@odata.id": `${ROOT}/UpdateService`,
        "@odata.type": "#UpdateService.v1_11_1.UpdateService",
        Id: "UpdateService",
        Name: "Update Service",
        HttpPushUri: `${ROOT}/UpdateService/update`,
        MultipartHttpPushUri: `${ROOT}/UpdateService/update-multipart`,
        MaxImageSizeBytes: 134_217_728,
        FirmwareInventory: link(firmware),
      },
    ],
    [
      firmware,
      collection(firmware, "SoftwareInventoryCollection", "Software Inventory Collection", [
        `${firmware}/a1`,
        `${firmware}/b2`,
      ]),
    ],
    image("a1", "Enabled", `fw1060.20 ${settings.model}`),
    image("b2", "StandbySpare", "fw1050.10"),
  ];
}
