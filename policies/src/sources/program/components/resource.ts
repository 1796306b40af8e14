import { resourceReference } from "../../../protocol/wire.ts";
import { UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import type { RegisteredChild, RemoteComponent } from "./component-model.ts";
import { flatten, Output, type Input } from "./output.ts";

/** A child that a model created. */
export class Resource {
  readonly urn: string;
  readonly #props: PropertyObject;

  constructor({ urn, props }: RegisteredChild) {
    this.urn = urn;
    this.#props = props;
  }

  /** Returns an output: in a preview, the input of the same name, or unknown. */
  output(property: string): Output {
    return new Output(this.#props[property] ?? UNKNOWN, [this.urn]);
  }

  /** The resource as an output of a component. */
  get reference(): PropertyObject {
    return resourceReference(this.urn);
  }
}

/** A child as a model describes it. */
export interface Declaration {
  readonly type: string;
  readonly name: string;
  readonly props?: Readonly<Record<string, Input>>;
  /** False for a component inside the component. @defaultValue true */
  readonly custom?: boolean;
  /** @defaultValue the component */
  readonly parent?: Resource;
  /** Resources and values to wait for in addition to the inputs. */
  readonly dependsOn?: readonly (Resource | Output)[];
  /** @defaultValue the component's provider for the package, or the default provider */
  readonly provider?: Resource;
  /** Version of the SDK that creates the resource. */
  readonly version?: string;
}

/** Registers a child with the dependencies of its inputs. */
export async function declare(
  component: RemoteComponent,
  { type, name, props = {}, custom = true, parent, dependsOn = [], provider, version }: Declaration,
): Promise<Resource> {
  const inputs = Object.entries(props)
    .map(([property, input]) => [property, flatten(input)] as const)
    .filter(([, { value }]) => value !== undefined);
  const child = await component.register({
    type,
    name,
    custom,
    props: Object.fromEntries(inputs.map(([property, { value }]) => [property, value])),
    from: Object.fromEntries(
      inputs.filter(([, { from }]) => from.length > 0).map(([property, { from }]) => [property, from]),
    ),
    dependsOn: dependsOn.flatMap((source) => (source instanceof Output ? source.from : [source.urn])),
    ...(parent === undefined ? {} : { parent: parent.urn }),
    ...(provider === undefined ? {} : { provider: provider.urn }),
    ...(version === undefined ? {} : { version }),
  });
  return new Resource(child);
}
