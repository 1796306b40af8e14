import assert from "node:assert/strict";

import { resourceReference } from "../../../../../policies/src/protocol/wire.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../../../../../policies/src/rule/property-value.ts";
import { clusterModel } from "../../../../../policies/src/sources/program/components/eks/cluster.ts";
import { expand, type Expansion, type MadeChild } from "../in-memory-component.ts";

const COMPONENT = "urn:pulumi:dev::p::eks:index:Cluster";
const EKS_CLUSTER = `${COMPONENT}$aws:eks/cluster:Cluster::c-eksCluster`;
const KUBERNETES_PROVIDER = `${COMPONENT}$pulumi:providers:kubernetes::c-eks-k8s`;

/** Options that create only the control plane. */
const BARE: PropertyObject = {
  name: "shop",
  vpcId: "vpc-1",
  subnetIds: ["subnet-1"],
  authenticationMode: "API",
  skipDefaultNodeGroup: true,
  skipDefaultSecurityGroups: true,
  useDefaultVpcCni: true,
  corednsAddonOptions: { enabled: false },
  kubeProxyAddonOptions: { enabled: false },
};

function bare(
  inputs: PropertyObject,
  from: Readonly<Record<string, readonly string[]>> = {},
): Promise<Expansion> {
  return expand(clusterModel, { name: "c", inputs: { ...BARE, ...inputs }, from });
}

function child({ children }: Expansion, name: string, type = ""): MadeChild {
  const found = children.find((made) => made.name === name && made.type.includes(type));
  assert(found, `${name} among ${children.map((made) => made.name).join(", ")}`);
  return found;
}

function names({ children }: Expansion): readonly string[] {
  return children.map(({ name }) => name);
}

async function eksCluster(inputs: PropertyObject): Promise<PropertyObject> {
  return child(await bare(inputs), "c-eksCluster").props;
}

async function cniConfiguration(vpcCniOptions: PropertyObject): Promise<unknown> {
  const { configurationValues } = child(
    await bare({ useDefaultVpcCni: false, vpcCniOptions }),
    "c-vpc-cni",
    "aws:eks/addon:Addon",
  ).props;
  return configurationValues === UNKNOWN ? UNKNOWN : JSON.parse(configurationValues as string);
}

describe("model of eks:index:Cluster", () => {
  describe("control plane", () => {
    it("uses a known key in encryptionConfig", async () => {
      const { encryptionConfig } = await eksCluster({
        encryptionConfigKeyArn: "arn:aws:kms:eu-west-1:1:key/k",
      });
      assert.deepEqual(encryptionConfig, {
        provider: { keyArn: "arn:aws:kms:eu-west-1:1:key/k" },
        resources: ["secrets"],
      });
    });

    it("keeps a secret key secret", async () => {
      const { encryptionConfig } = await eksCluster({ encryptionConfigKeyArn: new Secret("arn") });
      assert.deepEqual(encryptionConfig, new Secret({ provider: { keyArn: "arn" }, resources: ["secrets"] }));
    });

    it("restricts the public endpoint", async () => {
      const { vpcConfig } = await eksCluster({
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ["192.0.2.0/24"],
      });
      assert.deepEqual(vpcConfig, {
        subnetIds: ["subnet-1"],
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ["192.0.2.0/24"],
      });
    });

    it("treats all public CIDRs as unknown while one is unknown", async () => {
      const { vpcConfig } = await eksCluster({ publicAccessCidrs: ["192.0.2.0/24", UNKNOWN] });
      assert.deepEqual(vpcConfig, { subnetIds: ["subnet-1"], publicAccessCidrs: UNKNOWN });
    });

    it("combines public and private subnets, and treats all as unknown while one is unknown", async () => {
      const joined = await eksCluster({
        subnetIds: undefined,
        publicSubnetIds: ["subnet-1"],
        privateSubnetIds: ["subnet-2"],
      });
      assert.deepEqual(joined["vpcConfig"], { subnetIds: ["subnet-1", "subnet-2"] });
      const unknown = await eksCluster({ subnetIds: undefined, privateSubnetIds: ["subnet-1", UNKNOWN] });
      assert.deepEqual(unknown["vpcConfig"], { subnetIds: UNKNOWN });
    });

    it("has the cluster's tags, which the tags for all resources override", async () => {
      const { tags } = await eksCluster({ clusterTags: { team: "a", tier: "1" }, tags: { team: "b" } });
      assert.deepEqual(tags, { Name: "c-eksCluster", team: "b", tier: "1" });
    });

    it("passes the IP family and the range of the network", async () => {
      const v4 = await eksCluster({ kubernetesServiceIpAddressRange: "172.20.0.0/16" });
      assert.deepEqual(v4["kubernetesNetworkConfig"], { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" });
      const v6 = await eksCluster({ ipFamily: "ipv6", kubernetesServiceIpAddressRange: "172.20.0.0/16" });
      assert.deepEqual(v6["kubernetesNetworkConfig"], { ipFamily: "ipv6" });
    });

    it("uses the role and the security group of the program", async () => {
      const role = resourceReference("urn:role");
      const group = resourceReference("urn:group");
      const expansion = await bare(
        { serviceRole: role, clusterSecurityGroup: group },
        { serviceRole: ["urn:role"], clusterSecurityGroup: ["urn:group"] },
      );
      assert.deepEqual(names(expansion), ["c-eksCluster", "c-eks-k8s"]);
      const { props, dependencies, propertyDependencies } = child(expansion, "c-eksCluster");
      assert.equal(props["roleArn"], UNKNOWN);
      assert.deepEqual(props["vpcConfig"], { securityGroupIds: [UNKNOWN], subnetIds: ["subnet-1"] });
      assert.deepEqual(dependencies, ["urn:group", "urn:role"]);
      assert.deepEqual(propertyDependencies, { roleArn: ["urn:role"], vpcConfig: ["urn:group"] });
      assert.deepEqual(expansion.outputs["clusterSecurityGroup"], group);
    });
  });

  for (const [region, partition] of [
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    [undefined, "aws"],
  ] as const) {
    it(`uses role policies of the partition ${partition} in ${region ?? "no known region"}`, async () => {
      const { children } = await expand(clusterModel, {
        name: "c",
        inputs: BARE,
        ...(region === undefined ? {} : { region }),
      });
      assert.deepEqual(
        children.flatMap(({ props }) => props["policyArn"] ?? []),
        [`arn:${partition}:iam::aws:policy/AmazonEKSClusterPolicy`],
      );
    });
  }

  describe("Auto Mode", () => {
    const autoMode = { enabled: true, createNodeRole: true };
    const own = {
      skipDefaultSecurityGroups: undefined,
      useDefaultVpcCni: undefined,
      kubeProxyAddonOptions: undefined,
    };

    it("creates a node role and omits what EKS provides", async () => {
      const expansion = await bare({ ...own, autoMode });
      const policies = expansion.children.flatMap(({ props }) => props["policyArn"] ?? []);
      assert.deepEqual(
        policies,
        [
          "AmazonEKSClusterPolicy",
          "AmazonEKSComputePolicy",
          "AmazonEKSBlockStoragePolicy",
          "AmazonEKSLoadBalancingPolicy",
          "AmazonEKSNetworkingPolicy",
          "AmazonEKSWorkerNodeMinimalPolicy",
          "AmazonEC2ContainerRegistryPullOnly",
        ].map((policy) => `arn:aws:iam::aws:policy/${policy}`),
      );
      assert.deepEqual(
        names(expansion).filter((name) => !/-[0-9a-f]{8}$/.test(name)),
        ["c-eksRole", "c-eksRole-role", "c-nodeRole", "c-nodeRole-role", "c-eksCluster", "c-eks-k8s"],
      );
      const { props, propertyDependencies } = child(expansion, "c-eksCluster");
      const nodeRole = child(expansion, "c-nodeRole-role").urn;
      assert.equal(props["bootstrapSelfManagedAddons"], false);
      for (const property of ["computeConfig", "storageConfig", "kubernetesNetworkConfig"]) {
        assert.equal(props[property], UNKNOWN, property);
        assert.deepEqual(propertyDependencies[property], [nodeRole], property);
      }
    });

    it("is fully known if the program provides the node role", async () => {
      const props = await eksCluster({
        ...own,
        autoMode: {
          enabled: true,
          createNodeRole: false,
          computeConfig: { nodeRoleArn: "arn:role", nodePools: ["system"] },
        },
      });
      assert.deepEqual(props["computeConfig"], {
        enabled: true,
        nodeRoleArn: "arn:role",
        nodePools: ["system"],
      });
      assert.deepEqual(props["storageConfig"], { blockStorage: { enabled: true } });
      assert.deepEqual(props["kubernetesNetworkConfig"], {
        ipFamily: "ipv4",
        elasticLoadBalancing: { enabled: true },
      });
    });

    it("keeps the unneeded instance role and CoreDNS, as the component does", async () => {
      const expansion = await bare({
        ...own,
        autoMode,
        skipDefaultNodeGroup: undefined,
        corednsAddonOptions: undefined,
      });
      for (const name of [
        "c-instanceRole",
        "c-instanceProfile",
        "c-defaultNodeGroupInstanceRole",
        "c-coredns",
      ]) {
        child(expansion, name);
      }
      assert(!names(expansion).includes("c-launchTemplate"));
    });
  });

  describe("VPC CNI", () => {
    const DEFAULTS = {
      AWS_VPC_ENI_MTU: "9001",
      AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false",
      AWS_VPC_K8S_CNI_EXTERNALSNAT: "false",
      AWS_VPC_K8S_CNI_LOGLEVEL: "DEBUG",
      AWS_VPC_K8S_CNI_LOG_FILE: "/host/var/log/aws-routed-eni/ipamd.log",
      AWS_VPC_K8S_CNI_VETHPREFIX: "eni",
      AWS_VPC_K8S_PLUGIN_LOG_FILE: "/var/log/aws-routed-eni/plugin.log",
      AWS_VPC_K8S_PLUGIN_LOG_LEVEL: "DEBUG",
      ENABLE_POD_ENI: "false",
      WARM_ENI_TARGET: "1",
    };
    const init = { env: { DISABLE_TCP_EARLY_DEMUX: "false" } };

    const mappings: readonly (readonly [PropertyObject, Readonly<Record<string, string>>])[] = [
      [{ nodePortSupport: true }, { AWS_VPC_CNI_NODE_PORT_SUPPORT: "true" }],
      [{ customNetworkConfig: true }, {}],
      [{ cniCustomNetworkCfg: true }, { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }],
      [{ warmEniTarget: 0 }, { WARM_ENI_TARGET: "0" }],
      [{ warmIpTarget: 5 }, { WARM_IP_TARGET: "5" }],
      [{ warmIpTarget: 0 }, {}],
      [{ warmPrefixTarget: 1 }, { WARM_PREFIX_TARGET: "1" }],
      [{ enablePrefixDelegation: true }, { ENABLE_PREFIX_DELEGATION: "true" }],
      [{ enablePrefixDelegation: false }, {}],
      [{ logLevel: "INFO" }, { AWS_VPC_K8S_CNI_LOGLEVEL: "INFO" }],
      [{ logFile: "stdout" }, { AWS_VPC_K8S_CNI_LOG_FILE: "stdout" }],
      [{ vethPrefix: "veth" }, { AWS_VPC_K8S_CNI_VETHPREFIX: "veth" }],
      [{ eniMtu: 1500 }, { AWS_VPC_ENI_MTU: "1500" }],
      [{ eniConfigLabelDef: "zone" }, { ENI_CONFIG_LABEL_DEF: "zone" }],
      [{ enablePodEni: true }, { ENABLE_POD_ENI: "true" }],
      [{ cniConfigureRpfilter: true }, { AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER: "true" }],
      [{ externalSnat: true }, { AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" }],
      [{ cniExternalSnat: true }, { AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" }],
      [
        { configurationValues: { env: { MINIMUM_IP_TARGET: "10", WARM_ENI_TARGET: "2" } } },
        { MINIMUM_IP_TARGET: "10", WARM_ENI_TARGET: "2" },
      ],
    ];
    for (const [options, variables] of mappings) {
      it(`turns ${JSON.stringify(options)} into ${JSON.stringify(variables)}`, async () => {
        assert.deepEqual(await cniConfiguration(options), { env: { ...DEFAULTS, ...variables }, init });
      });
    }

    it("sets options other than the environment", async () => {
      assert.deepEqual(
        await cniConfiguration({
          enableNetworkPolicy: true,
          disableTcpEarlyDemux: true,
          configurationValues: { nodeAgent: { enablePolicyEventLogs: "true" }, init: { env: { A: "1" } } },
        }),
        {
          enableNetworkPolicy: "true",
          env: DEFAULTS,
          init: { env: { A: "1", DISABLE_TCP_EARLY_DEMUX: "true" } },
          nodeAgent: { enablePolicyEventLogs: "true" },
        },
      );
      assert.deepEqual(await cniConfiguration({ enableNetworkPolicy: false }), {
        enableNetworkPolicy: "false",
        env: DEFAULTS,
        init,
      });
    });

    it("treats the whole configuration as unknown while one option is unknown", async () => {
      assert.equal(await cniConfiguration({ warmIpTarget: UNKNOWN }), UNKNOWN);
    });

    it("passes on version, role and conflict settings, and patches the DaemonSet if it must be privileged", async () => {
      const expansion = await bare(
        {
          useDefaultVpcCni: undefined,
          vpcCniOptions: {
            addonVersion: "v1",
            serviceAccountRoleArn: UNKNOWN,
            resolveConflictsOnUpdate: "PRESERVE",
            securityContextPrivileged: true,
          },
        },
        { vpcCniOptions: ["urn:role"] },
      );
      const { props, propertyDependencies } = child(expansion, "c-vpc-cni", "aws:eks/addon:Addon");
      assert.deepEqual(props, {
        addonName: "vpc-cni",
        addonVersion: "v1",
        clusterName: "shop",
        configurationValues: JSON.stringify({ env: DEFAULTS, init }),
        preserve: true,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "PRESERVE",
        serviceAccountRoleArn: UNKNOWN,
      });
      assert.deepEqual(propertyDependencies, {
        clusterName: [EKS_CLUSTER],
        serviceAccountRoleArn: ["urn:role"],
      });
      const patch = child(expansion, "c-vpc-cni", "DaemonSetPatch");
      assert.equal(patch.provider, KUBERNETES_PROVIDER);
      assert.deepEqual(patch.props["spec"], {
        template: { spec: { containers: [{ name: "aws-node", securityContext: { privileged: true } }] } },
      });
    });
  });

  describe("other add-ons", () => {
    it("have their configuration as JSON with sorted keys", async () => {
      const expansion = await bare({
        tags: { team: "a" },
        corednsAddonOptions: {
          enabled: false,
          version: "v1",
          configurationValues: { b: 1, a: { d: [2], c: 3 } },
        },
        kubeProxyAddonOptions: { version: "v2", configurationValues: { mode: "ipvs" } },
      });
      const addon = {
        clusterName: "shop",
        preserve: true,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: { team: "a" },
      };
      // The component creates CoreDNS as soon as it has a configuration, whether or not it is disabled.
      assert.deepEqual(child(expansion, "c-coredns").props, {
        ...addon,
        addonName: "coredns",
        addonVersion: "v1",
        configurationValues: '{"a":{"c":3,"d":[2]},"b":1}',
      });
      assert.deepEqual(child(expansion, "c-kube-proxy").props, {
        ...addon,
        addonName: "kube-proxy",
        addonVersion: "v2",
        configurationValues: '{"mode":"ipvs"}',
      });
    });

    it("include CoreDNS only if there are nodes or it is requested", async () => {
      const without = await bare({ corednsAddonOptions: undefined });
      assert(!names(without).includes("c-coredns"));
      // The SDK fills in `enabled: true` for any options.
      const asked = await bare({ corednsAddonOptions: { enabled: true, version: "v1" } });
      assert(names(asked).includes("c-coredns"));
    });
  });

  describe("access", () => {
    it("creates entries and associations, with the dependencies of their unknown values", async () => {
      const expansion = await bare(
        {
          accessEntries: {
            ops: {
              principalArn: UNKNOWN,
              username: "ops",
              kubernetesGroups: ["ops"],
              accessPolicies: { view: { policyArn: "arn:view", accessScope: { type: "namespace" } } },
            },
          },
        },
        { accessEntries: ["urn:role"] },
      );
      const entry = child(expansion, "c-ops");
      assert.deepEqual(entry.props, {
        clusterName: "shop",
        kubernetesGroups: ["ops"],
        principalArn: UNKNOWN,
        userName: "ops",
      });
      const association = child(expansion, "c-ops-view");
      assert.equal(association.parent, entry.urn);
      assert.deepEqual(association.propertyDependencies, {
        clusterName: [EKS_CLUSTER],
        principalArn: ["urn:role"],
      });
    });

    it("writes known role and user mappings into aws-auth, with the component's own provider", async () => {
      const expansion = await bare({
        authenticationMode: "API_AND_CONFIG_MAP",
        roleMappings: [{ roleArn: "arn:r", username: "admin", groups: ["system:masters"] }],
        userMappings: [{ userArn: "arn:u", username: "me", groups: [] }],
      });
      const configMap = child(expansion, "c-nodeAccess");
      assert.deepEqual(configMap.props["data"], {
        mapRoles: "- rolearn: arn:r\n  username: admin\n  groups:\n    - system:masters\n",
        mapUsers: "- userarn: arn:u\n  username: me\n  groups: []\n",
      });
      assert.equal(configMap.provider, KUBERNETES_PROVIDER);
    });

    it("grants the default nodes access with an entry if there is no ConfigMap", async () => {
      const expansion = await bare({ skipDefaultNodeGroup: undefined, createInstanceRole: true });
      assert(!names(expansion).includes("c-nodeAccess"));
      assert.deepEqual(child(expansion, "c-defaultNodeGroupInstanceRole").props, {
        clusterName: "shop",
        principalArn: UNKNOWN,
        type: "EC2_LINUX",
      });
    });
  });

  describe("default nodes", () => {
    it("have known tags on a cluster with a name", async () => {
      const expansion = await bare({ skipDefaultNodeGroup: undefined, skipDefaultSecurityGroups: undefined });
      assert.deepEqual(child(expansion, "c-nodeSecurityGroup").props["tags"], {
        Name: "c-nodeSecurityGroup",
        "kubernetes.io/cluster/shop": "owned",
      });
      assert.deepEqual(child(expansion, "c", "autoscaling").props["tags"], [
        { key: "kubernetes.io/cluster/shop", value: "owned", propagateAtLaunch: true },
        { key: "Name", value: "shop-worker", propagateAtLaunch: true },
      ]);
    });

    it("accept options individually or together", async () => {
      const single = await bare({
        skipDefaultNodeGroup: undefined,
        instanceType: "m7i.large",
        nodeAmiId: "ami-1",
        nodeAssociatePublicIpAddress: false,
        nodeRootVolumeEncrypted: true,
        nodeSubnetIds: ["subnet-2"],
        minSize: 3,
      });
      const { props } = child(single, "c-launchTemplate");
      assert.equal(props["instanceType"], "m7i.large");
      assert.equal(props["imageId"], "ami-1");
      assert.deepEqual(props["networkInterfaces"], [
        { associatePublicIpAddress: "false", securityGroups: UNKNOWN },
      ]);
      assert.deepEqual(props["blockDeviceMappings"], [{ deviceName: UNKNOWN, ebs: { encrypted: "true" } }]);
      const group = child(single, "c", "autoscaling").props;
      assert.deepEqual([group["minSize"], group["vpcZoneIdentifiers"]], [3, ["subnet-2"]]);

      const together = await bare({
        skipDefaultNodeGroup: undefined,
        nodeGroupOptions: { instanceType: "m7g.large", enableDetailedMonitoring: true },
      });
      const template = child(together, "c-launchTemplate").props;
      assert.equal(template["instanceType"], "m7g.large");
      assert.deepEqual(template["monitoring"], { enabled: true });
    });
  });

  describe("extras", () => {
    it("creates storage classes from a type or from settings", async () => {
      const simple = await bare({ storageClasses: "gp2" });
      const { props, provider } = child(simple, "c-gp2");
      assert.deepEqual(props, {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        parameters: { type: "gp2" },
        provisioner: "kubernetes.io/aws-ebs",
      });
      assert.equal(provider, KUBERNETES_PROVIDER);
      const settings = await bare({
        storageClasses: { fast: { type: "io1", encrypted: true, iopsPerGb: 10, zones: ["a", "b"] } },
      });
      assert.deepEqual(child(settings, "c-fast").props["parameters"], {
        type: "io1",
        encrypted: "true",
        iopsPerGb: "10",
        zones: "a, b",
      });
    });

    it("creates a Fargate profile instead of nodes, and CoreDNS on it", async () => {
      const expansion = await bare({
        fargate: true,
        skipDefaultNodeGroup: undefined,
        corednsAddonOptions: undefined,
      });
      const profile = child(expansion, "c-fargateProfile");
      assert.deepEqual(profile.props, {
        clusterName: "shop",
        podExecutionRoleArn: UNKNOWN,
        selectors: [{ namespace: "default" }, { namespace: "kube-system" }],
        subnetIds: UNKNOWN,
      });
      const coredns = child(expansion, "c-coredns");
      assert.equal(coredns.props["configurationValues"], '{"computeType":"Fargate"}');
      assert(coredns.dependencies.includes(profile.urn));
      assert(!names(expansion).includes("c-launchTemplate"));
    });

    it("creates an OIDC provider", async () => {
      const expansion = await bare({ createOidcProvider: true });
      const { props, propertyDependencies } = child(expansion, "c-oidcProvider");
      assert.deepEqual(props, {
        clientIdLists: ["sts.amazonaws.com"],
        url: UNKNOWN,
        thumbprintLists: [UNKNOWN],
      });
      assert.deepEqual(propertyDependencies, { url: [EKS_CLUSTER] });
    });
  });

  describe("rejects what the component rejects", () => {
    const refused: readonly (readonly [PropertyObject, RegExp])[] = [
      [{ endpointPublicAccess: false, publicAccessCidrs: ["192.0.2.0/24"] }, /publicAccessCidrs/],
      [{ authenticationMode: "api" }, /authenticationMode: must be one of/],
      [{ authenticationMode: undefined, accessEntries: {} }, /accessEntries: authenticationMode must be/],
      [{ authenticationMode: "CONFIG_MAP", autoMode: { enabled: true } }, /autoMode: authenticationMode/],
      [{ roleMappings: [{ roleArn: "arn" }] }, /roleMappings: must be empty/],
      [{ privateSubnetIds: ["subnet-2"] }, /subnetIds and publicSubnetIds/],
      [{ instanceRole: resourceReference("urn:a"), instanceRoles: [] }, /instanceRole and instanceRoles/],
      [{ nodeGroupOptions: {}, minSize: 1 }, /nodeGroupOptions and minSize/],
      [{ creationRoleProvider: { provider: resourceReference("urn:a") } }, /creationRoleProvider/],
      [
        { useDefaultVpcCni: false, vpcCniOptions: { externalSnat: true, cniExternalSnat: true } },
        /cniExternalSnat/,
      ],
    ];
    for (const [inputs, message] of refused) {
      it(Object.keys(inputs).join(", "), () => assert.rejects(bare(inputs), message));
    }
  });

  // Recorded with pulumi-eks 4.3.0 and Pulumi CLI 3.259.0 on 2026-11-28.
  it("has outputs that depend on the children and options that they come from", async () => {
    const { outputDependencies } = await expand(clusterModel, {
      name: "c",
      inputs: { vpcId: UNKNOWN, subnetIds: [UNKNOWN] },
      from: { vpcId: ["urn:vpc"], subnetIds: ["urn:subnet"] },
    });
    const namesOf = (output: string): readonly string[] =>
      (outputDependencies[output] ?? []).map((urn) => urn.split(":").at(-1) ?? "");
    assert.deepEqual(
      Object.fromEntries(
        ["kubeconfig", "kubeconfigJson", "oidcIssuer", "nodeSecurityGroupId", "defaultNodeGroup"].map(
          (output) => [output, namesOf(output)],
        ),
      ),
      {
        kubeconfig: ["c-eksCluster"],
        kubeconfigJson: ["c-eksCluster"],
        oidcIssuer: ["c-eksCluster"],
        nodeSecurityGroupId: ["c-nodeSecurityGroup"],
        defaultNodeGroup: ["c-nodeSecurityGroup"],
      },
    );
    assert.deepEqual(
      new Set(namesOf("core")),
      new Set([
        "c-eksCluster",
        "c-instanceRole-role",
        ...["03516f97", "3eb088f2", "e1b295bd"].map((hash) => `c-instanceRole-${hash}`),
        "subnet",
        "vpc",
      ]),
    );
  });

  it("lists the options that it ignores", () => {
    const { notModeled } = clusterModel;
    assert(notModeled);
    assert.deepEqual(notModeled(BARE), []);
    assert.deepEqual(
      notModeled({
        ...BARE,
        zonalShift: true,
        absent: undefined,
        vpcCniOptions: { warmIpTarget: 1, minimumIpTarget: 10 },
        nodeGroupOptions: UNKNOWN,
      }),
      ["zonalShift", "vpcCniOptions.minimumIpTarget", "nodeGroupOptions (unknown as a whole)"],
    );
  });
});
