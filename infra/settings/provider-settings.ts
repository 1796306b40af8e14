import { z } from "zod";

const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
    "expected the ARN of an IAM role, such as arn:aws:iam::123456789012:role/deployer",
  );

/** Settings of the AWS provider, under the names of its own configuration. */
export const providerSettings = {
  "aws:profile": z
    .string()
    .min(1)
    .optional()
    .describe("The profile of the AWS CLI whose credentials to use."),
  "aws:assumeRoles": z
    .array(
      z.strictObject({
        roleArn,
        sessionName: z
          .string()
          .regex(/^[\w+=,.@-]{2,64}$/, "expected 2 to 64 characters")
          .optional(),
        externalId: z.string().min(2).optional(),
      }),
    )
    .min(1)
    .optional()
    .describe("The roles to assume in turn, the last of which creates the platform."),
  "aws:allowedAccountIds": z
    .array(z.string().regex(/^\d{12}$/, "expected the ID of an account, 12 digits in quotes"))
    .min(1)
    .optional()
    .describe(
      "The only accounts in which the platform can be created. Credentials for another one end the run.",
    ),
};
