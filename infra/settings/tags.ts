import { z } from "zod";

/** The characters that all services take. A comma would end a tag of the EBS driver, an equals sign its key. */
const key = z
  .string()
  .regex(/^[\p{L}\p{N} _.:/+@-]{1,128}$/u, "expected 1 to 128 letters, digits, spaces and _ . : / + - @")
  .refine(
    (name) =>
      !/^(aws:|eks:|Name$)|(^|\.)(kubernetes\.io|k8s\.aws|k8s\.amazonaws\.com|csi\.aws\.com)\//.test(name),
    "expected a key of your own: AWS, EKS and Kubernetes set their own, and each resource has its Name",
  );

const value = z
  .string()
  .regex(
    /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u,
    "expected at most 256 letters, digits, spaces and _ . : / = + - @",
  );

/** The stack's own tags. IAM distinguishes no capitals in keys. Source: IAM user guide, "Tags for IAM resources", 2026-11. */
export const tags = z
  .record(key, value)
  .refine(
    (all) => Object.keys(all).length <= 40,
    "expected at most 40 tags: AWS takes 50, some of which it sets",
  )
  .refine(
    (all) => new Set(Object.keys(all).map((name) => name.toLowerCase())).size === Object.keys(all).length,
    "expected keys that differ in more than capitals",
  )
  .default({})
  .describe(
    "Tags of every resource that takes them, of instances, their volumes and network interfaces, and of the volumes and interfaces that pods get. The program sets project and stack, which a tag of yours can replace.",
  );
