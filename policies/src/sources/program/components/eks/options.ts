import type { RemoteComponent } from "../component-model.ts";
import { flatten, Output, type Input } from "../output.ts";

/** Reads an option by its name. */
export type Options = (name: string) => Output;

/** Returns the options that a program set for a component. */
export function optionsOf({ inputs, inputDependencies }: RemoteComponent): Options {
  return (name) => new Output(inputs[name], inputDependencies(name));
}

/** Returns the options in an object, such as those in another option. */
export function optionsIn(object: Input): Options {
  const output = flatten(object);
  return (name) => output.get(name);
}
