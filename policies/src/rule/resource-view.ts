import type { PropertyPath } from "./property-path.ts";
import type { PropertyObject, PropertyValue } from "./property-value.ts";
import type { Recorder } from "./reading.ts";
import { View } from "./view.ts";

/** The identity of a resource. */
export interface ResourceIdentity {
  /** Type token, such as `aws:ec2/subnet:Subnet`. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  readonly urn: string;
}

/** A resource as a host provides it: with its inputs if it is judged on its own, with its outputs in a stack. */
export interface Resource extends ResourceIdentity {
  readonly props: PropertyObject;
}

/** A resource, a member of a Kubernetes list or a group in a CloudFormation template, before a rule reads it. */
export interface ResourcePart extends ResourceIdentity {
  readonly value: PropertyValue;
  /** The path within its resource at which it starts. */
  readonly segments: PropertyPath;
}

/** A resource, a member of a Kubernetes list or a group in a CloudFormation template, as rules read it. */
export class ResourceView extends View {
  readonly type: string;
  readonly name: string;
  /** The property of its resource that contains it; undefined for a whole resource. */
  readonly container: string | undefined;

  constructor(
    { type, name, urn }: ResourceIdentity,
    value: PropertyValue,
    recorder: Recorder,
    segments: PropertyPath = [],
  ) {
    super(urn, value, recorder, segments);
    this.type = type;
    this.name = name;
    const [container] = segments;
    this.container = container === undefined ? undefined : String(container);
  }

  /** True for a Kubernetes Patch resource, which leaves fields that it doesn't set unchanged in the cluster. */
  get isPatch(): boolean {
    return this.type.startsWith("kubernetes:") && this.type.endsWith("Patch");
  }
}
