/** Where the resources of the simulator are. */

export const ROOT = "/redfish/v1";
export const SYSTEM_URI = `${ROOT}/Systems/system`;
export const HYPERVISOR_URI = `${ROOT}/Systems/hypervisor`;
export const CHASSIS_URI = `${ROOT}/Chassis/chassis`;
export const MANAGER_URI = `${ROOT}/Managers/bmc`;
export const CERTIFICATE_SERVICE_URI = `${ROOT}/CertificateService`;
