import type { Properties } from "../model";
import type { SeededRandom } from "../random";

/** The full properties of the console object; its object-id is not "console" (section 7.1). */
export function consoleProperties(name: string, version: string, random: SeededRandom): Properties {
  const id = random.uuid();
  return {
    "object-uri": "/api/console",
    "object-id": id,
    parent: null,
    class: "console",
    name,
    description: `Hardware Management Console ${name}`,
    "is-locked": false,
    status: "operating",
    "has-unacceptable-status": false,
    version,
    "network-info": {
      "this-hmc": [
        {
          "interface-name": "eth0",
          mac: "00106f234c71",
          "is-private": false,
          "ipv4-address": [{ "ip-address": "192.0.2.20", "subnet-mask": "255.255.255.0" }],
          "ipv6-address": [],
          "is-primary": true,
        },
      ],
      "paired-hmc": null,
    },
    "machine-info": { "machine-type": "3931", "machine-model": "A01", "machine-serial": "000020CF8427" },
    "ip-swapping-available": false,
    "ec-mcl-description": {
      action: [{ activated: true, type: "channel-config" }],
      ec: [
        {
          description: "HMC System",
          number: "P30719",
          "part-number": "03KP345",
          type: "Hardware Management Console Framework",
          mcl: [
            { type: "retrieved", level: "182", "last-update": null },
            { type: "activated", level: "182", "last-update": 1_750_000_000_000 },
            { type: "accepted", level: "170", "last-update": 1_740_000_000_000 },
          ],
        },
      ],
    },
    "has-hardware-messages": false,
    "mobile-app-preferences": { "push-notifications-enabled": false, "allow-access": true },
    "location-name": "Data centre Boeblingen, row 4",
    "target-name": `IBM390PS.${name}`,
    "hardware-messages": [],
  };
}
