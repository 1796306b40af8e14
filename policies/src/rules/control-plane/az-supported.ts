import { SUBNET } from "../../cluster/aws-types.ts";
import { judgeControlPlaneSubnets } from "../../cluster/network/cluster-subnets.ts";
import { ZONE_IDS_WITHOUT_EKS, zoneIdPrefix } from "../../facts/availability-zones.ts";
import { ZONE_ID, ZONE_NAME } from "../../rule/kinds.ts";
import { names } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { clusterIn } from "./example-cluster.ts";

export default defineRule({
  id: "az-supported",
  title: "The control plane's subnets are in zones that support EKS",
  severity: "critical",
  article: "Limited availability",
  why: "EKS rejects a cluster with a subnet in a zone that does not support control planes (UnsupportedAvailabilityZoneException), after the VPC was created; a subnet can't move to another zone. A cluster whose control plane is in the region can't have subnets in Local Zones, in Wavelength Zones, or on Outposts either.",
  fix: "Choose zones by ID (availabilityZoneId): a name such as us-east-1a can stand for a different zone in each account. Nodes can be in other zones than the control plane.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
    "https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html",
  ],
  findings: {
    unsupported: "The zone of a control plane subnet does not support EKS.",
    "not-a-region-zone": "The subnet is in a Local Zone, in a Wavelength Zone, or on an Outpost.",
    "zone-name":
      "The subnet's zone is set by name, in a region where a zone does not support EKS: it may be that one.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["zone-name"] },
    strict: { level: "mandatory", advisory: ["zone-name"] },
  },
  options: {
    denyZoneIds: names({
      description: "Zones, by ID, that no control plane may be in.",
      default: ZONE_IDS_WITHOUT_EKS,
    }),
  },
  checkStack(stack, { denyZoneIds }, report) {
    judgeControlPlaneSubnets(stack, report, (subnet, found) => {
      judgeZone(subnet, denyZoneIds, found);
    });
  },
  examples: {
    good: [
      {
        title: "A zone by its ID",
        type: SUBNET,
        props: {
          vpcId: "vpc-0a1",
          id: "subnet-0a1",
          cidrBlock: "10.0.0.0/27",
          availabilityZoneId: "use1-az1",
        },
        beside: [clusterIn("subnet-0a1")],
      },
    ],
    bad: [
      {
        title: "The one zone of us-east-1 without EKS",
        type: SUBNET,
        props: {
          vpcId: "vpc-0a1",
          id: "subnet-0a1",
          cidrBlock: "10.0.0.0/27",
          availabilityZoneId: "use1-az3",
        },
        beside: [clusterIn("subnet-0a1")],
      },
      {
        title: "A Local Zone",
        type: SUBNET,
        props: {
          vpcId: "vpc-0a1",
          id: "subnet-0a1",
          cidrBlock: "10.0.0.0/27",
          availabilityZone: "us-west-2-lax-1a",
        },
        beside: [clusterIn("subnet-0a1")],
      },
    ],
  },
});

function judgeZone(
  subnet: ResourceView,
  denyZoneIds: readonly string[],
  report: Report<"unsupported" | "not-a-region-zone" | "zone-name">,
): void {
  if (subnet.isSet("outpostArn")) {
    report("not-a-region-zone", subnet.at("outpostArn"), {
      found: text`a control plane subnet is on an Outpost`,
      passes: text`use a subnet in the region itself`,
    });
    return;
  }
  if (subnet.isSet("availabilityZoneId")) {
    const id = subnet.value("availabilityZoneId", ZONE_ID);
    if (id.kind === "known" && denyZoneIds.includes(id.value)) {
      report("unsupported", id, {
        found: text`${id} does not support EKS control planes`,
        passes: text`use another zone of the region`,
      });
    } else if (id.kind === "known" && id.value.split("-").length > 2) {
      report("not-a-region-zone", id, {
        found: text`${id} is not a zone of the region itself`,
        passes: text`use one of the region's own zones`,
      });
    }
    return;
  }
  const name = subnet.value("availabilityZone", ZONE_NAME);
  if (name.kind === "absent") {
    subnet.undetermined("no zone is set, so AWS chooses one");
  } else if (name.kind === "known" && !/^[a-z]+(-[a-z]+)+-\d[a-z]$/.test(name.value)) {
    report("not-a-region-zone", name, {
      found: text`${name} is not a zone of the region itself`,
      passes: text`use one of the region's own zones`,
    });
  } else if (name.kind === "known") {
    const prefix = `${zoneIdPrefix(name.value.slice(0, -1))}-`;
    if (denyZoneIds.some((id) => id.startsWith(prefix))) {
      report("zone-name", name, {
        found: text`${name} can be a different zone in each account, and may be the one without EKS`,
        passes: text`set availabilityZoneId instead`,
      });
    }
  }
}
