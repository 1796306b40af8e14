import { z } from "zod";

import { ipv4Block } from "./value-schemas.ts";

const port = z.int().min(1).max(65_535);

/** A rule by which others reach the API endpoint inside the VPC, and the nodes. */
export const ingressRule = z
  .strictObject({
    cidr: ipv4Block("an IPv4 block of /8 or smaller, such as 10.200.0.0/16", { shortest: 8, longest: 32 })
      .optional()
      .describe("The block that they come from, such as that of a VPN or of a peered VPC."),
    securityGroupId: z
      .string()
      .regex(/^sg-[0-9a-f]{8,17}$/, "expected the ID of a security group, such as sg-0123456789abcdef0")
      .optional()
      .describe("Their security group, in this VPC or in a peered one."),
    port: port.default(443).describe("The port, or the first of several. The API endpoint has 443."),
    lastPort: port.optional().describe("The last of several ports."),
    protocol: z.enum(["tcp", "udp"]).default("tcp"),
  })
  .check((context) => {
    const { cidr, securityGroupId, port: first, lastPort } = context.value;
    const refuse = (path: string, input: unknown, message: string): void => {
      context.issues.push({ code: "custom", input, path: [path], message });
    };
    if (cidr === undefined && securityGroupId === undefined)
      refuse("cidr", undefined, "expected a cidr or a securityGroupId");
    if (cidr !== undefined && securityGroupId !== undefined)
      refuse("securityGroupId", securityGroupId, "expected none beside cidr; add a rule of its own for it");
    if (lastPort !== undefined && lastPort < first)
      refuse("lastPort", lastPort, `expected ${first} or more: port is ${first}`);
  });
