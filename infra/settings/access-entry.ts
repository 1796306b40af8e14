import { z } from "zod";

const policy = z.enum([
  "AmazonEKSClusterAdminPolicy",
  "AmazonEKSAdminPolicy",
  "AmazonEKSAdminViewPolicy",
  "AmazonEKSEditPolicy",
  "AmazonEKSViewPolicy",
]);

/** EKS takes a star in place of the rest. Source: EKS user guide, "Associate access policies with access entries", 2024-12. */
const namespaces = z
  .array(
    z
      .string()
      .max(63, "expected at most 63 characters")
      .regex(
        /^[a-z0-9]([a-z0-9-]*([a-z0-9]|\*))?$/,
        "expected a Kubernetes namespace, such as shop, or the start of several, such as shop-*",
      ),
  )
  .min(1);

/** An access entry: an IAM role, and what it can do. */
export const accessEntry = z
  .strictObject({
    principalArn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
        "expected the ARN of an IAM role, such as arn:aws:iam::123456789012:role/admins",
      )
      .describe("The IAM role. IAM users and the account's root user aren't accepted."),
    policy: policy
      .optional()
      .describe("What the role can do. Reserve cluster administrators for emergencies."),
    namespaces: namespaces
      .optional()
      .describe("The Kubernetes namespaces that the policy applies to. If unset, the whole cluster."),
    policies: z
      .array(z.strictObject({ policy, namespaces: namespaces.optional() }))
      .min(1)
      .optional()
      .describe("Several policies, each with its own namespaces, in place of policy and namespaces."),
    groups: z
      .array(
        z
          .string()
          .regex(/^(?!system:)\S{1,63}$/, "expected the name of a group of your own, such as viewers"),
      )
      .min(1)
      .optional()
      .describe("Kubernetes groups, to which a RoleBinding of yours gives permissions."),
    username: z
      .string()
      .regex(
        /^(?!(system|eks|aws|amazon|iam):)(?![^:]*\{\{SessionName\}\}).+$/,
        "expected a name that doesn't start with system:, eks:, aws:, amazon: or iam:, and has a colon before {{SessionName}}",
      )
      .optional()
      .describe(
        "The name of the role in Kubernetes. If unset, EKS uses its ARN and the name of the session, as in CloudTrail.",
      ),
  })
  .check((context) => {
    const { policy: single, namespaces: ofSingle, policies = [], groups } = context.value;
    const refuse = (path: PropertyKey[], input: unknown, message: string): void => {
      context.issues.push({ code: "custom", input, path, message });
    };
    if (single !== undefined && policies.length > 0)
      refuse(["policy"], single, "expected none beside policies; add it to the list");
    if (ofSingle !== undefined && single === undefined)
      refuse(["namespaces"], ofSingle, "expected a policy that applies to them");
    if (single === undefined && policies.length === 0 && groups === undefined)
      refuse(["policy"], undefined, "expected a policy, policies or groups: the role could do nothing");
    for (const [index, { policy: name }] of policies.entries()) {
      const first = policies.findIndex((other) => other.policy === name);
      if (first === index) continue;
      const message = `expected each policy once: policies[${first}] is the same, and can have the namespaces of both`;
      refuse(["policies", index, "policy"], name, message);
    }
  });
