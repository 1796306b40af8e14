import type { RemoteComponent } from "../component-model.ts";
import { flatten, Output, referencedUrns, type Input } from "../output.ts";

/** Reads an option by its name. */
export type Options = (name: string) => Output;

/**
 * Returns the options that a program set for a component. What a component takes from a resource that is passed to it depends on
 * that resource; the SDK doesn't list it among the dependencies of the option.
 */
export function optionsOf({ inputs, inputDependencies }: RemoteComponent): Options {
  return (name) => {
    const from = new Set([...inputDependencies(name), ...referencedUrns(inputs[name])]);
    return new Output(inputs[name], [...from]);
  };
}

/** Returns the options in an object, such as those in another option. */
export function optionsIn(object: Input): Options {
  const output = flatten(object);
  return (name) => output.get(name);
}
