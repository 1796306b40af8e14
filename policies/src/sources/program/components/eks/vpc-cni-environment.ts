import { apply, textOf, type Input, type Output } from "../output.ts";
import type { Options } from "./options.ts";

interface VpcCniEnvironment {
  readonly env: Readonly<Record<string, Input>>;
  readonly initEnv: Readonly<Record<string, Input>>;
}

/**
 * Returns the environment variables of the CNI for the component's options. Source: pulumi-eks v4.3.0, addons/cni-addon.ts,
 * read 2026-11-23.
 *
 * @throws Error for options that the component rejects in combination.
 */
export function vpcCniEnvironment(options: Options): VpcCniEnvironment {
  const [externalSnat, cniExternalSnat] = [options("externalSnat"), options("cniExternalSnat")];
  if (externalSnat.isSet && cniExternalSnat.isSet) {
    throw new Error("only one of `cniExternalSnat` and `externalSnat` may be set");
  }
  return {
    env: {
      AWS_VPC_CNI_NODE_PORT_SUPPORT: ifSet(options("nodePortSupport")),
      WARM_ENI_TARGET: apply([options("warmEniTarget").or(1)], textOf),
      WARM_IP_TARGET: ifSet(options("warmIpTarget")),
      WARM_PREFIX_TARGET: ifSet(options("warmPrefixTarget")),
      ENABLE_PREFIX_DELEGATION: ifSet(options("enablePrefixDelegation")),
      AWS_VPC_K8S_CNI_LOGLEVEL: ifSet(options("logLevel"), "DEBUG"),
      AWS_VPC_K8S_CNI_LOG_FILE: ifSet(options("logFile"), "/host/var/log/aws-routed-eni/ipamd.log"),
      AWS_VPC_K8S_CNI_VETHPREFIX: ifSet(options("vethPrefix"), "eni"),
      AWS_VPC_ENI_MTU: ifSet(options("eniMtu"), "9001"),
      ENI_CONFIG_LABEL_DEF: ifSet(options("eniConfigLabelDef")),
      AWS_VPC_K8S_PLUGIN_LOG_LEVEL: ifSet(options("pluginLogLevel"), "DEBUG"),
      AWS_VPC_K8S_PLUGIN_LOG_FILE: ifSet(options("pluginLogFile"), "/var/log/aws-routed-eni/plugin.log"),
      ENABLE_POD_ENI: ifSet(options("enablePodEni"), "false"),
      AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER: ifSet(options("cniConfigureRpfilter")),
      // `customNetworkConfig` sets the same variable, and the component overwrites it with this one.
      AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: ifSet(options("cniCustomNetworkCfg"), "false"),
      AWS_VPC_K8S_CNI_EXTERNALSNAT: ifSet(externalSnat.isSet ? externalSnat : cniExternalSnat, "false"),
    },
    initEnv: { DISABLE_TCP_EARLY_DEMUX: ifSet(options("disableTcpEarlyDemux"), "false") },
  };
}

function ifSet(option: Output, otherwise?: string): Input {
  return option.isSet ? apply([option], textOf) : otherwise;
}
