import type { Payload } from '../../contract/host-client.ts';
import type { Profile } from '../../contract/profile.ts';
import { caUrlOf } from './form-problems.ts';
import type { FormValues } from './form-values.ts';
import { nvsKeyKind } from './nvs-key.ts';
import { nvsLabel } from './nvs-label.ts';
import { wifiOnlyBy } from './wifi-only-by.ts';

/** What is asked of the program, for a form without problems. What is left empty is the profile's. */
export function provisionRequest(
  values: FormValues,
  profile: Profile,
): Payload<'prov:provision-device'> {
  const { port, chip, baud, includeCredentials, configureWifi, ssid, openNetwork } = values;
  return {
    port,
    profile,
    chip,
    ...(baud !== null && { baud }),
    ...placeRequest(values, profile),
    ...(values.nvsKey !== '' && nvsKeyKind(values, profile) && { nvsKey: values.nvsKey }),
    ...(values.firmware && { firmware: values.firmware.id }),
    includeCredentials,
    ...(!includeCredentials && { wifiOnlyBy: wifiOnlyBy(values, profile) }),
    ca: includeCredentials ? caRequest(values, profile) : null,
    overrides: includeCredentials ? overridesRequest(values) : {},
    wifi: configureWifi ? { ssid, password: openNetwork ? null : values.password } : null,
  };
}

/** By label, or by offset and size: a label needs no override, and has none. */
function placeRequest(values: FormValues, profile: Profile) {
  const { partition, nvsOffset, nvsSize, overridePartitionCheck } = values;
  const { nvs } = profile;
  if (partition !== '') return { partition };
  const override = overridePartitionCheck && nvsLabel(values, profile) === undefined;
  return {
    ...(override && { overridePartitionCheck }),
    ...((nvsOffset !== '' || nvsSize !== '') && { nvs: regionRequest(values, nvs) }),
  };
}

function regionRequest({ nvsOffset, nvsSize }: FormValues, nvs: Profile['nvs']) {
  return {
    offset: nvsOffset === '' ? nvs.offset : nvsOffset,
    size: nvsSize === '' ? nvs.size : nvsSize,
  };
}

function caRequest(values: FormValues, profile: Profile) {
  const { caCertificate, caToken } = values;
  return {
    url: caUrlOf(values, profile),
    ...(caCertificate && { trust: caCertificate.pem }),
    ...(caToken !== '' && { token: caToken }),
    allowHttp: values.allowHttp || profile.ca.allowHttp,
  };
}

function overridesRequest({ uuid, psk }: FormValues) {
  return { ...(uuid !== '' && { uuid }), ...(psk !== '' && { psk }) };
}
