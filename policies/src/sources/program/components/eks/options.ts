import type { RemoteComponent } from "../component-model.ts";
import { flatten, Output, type Input } from "../output.ts";

/** Reads an option by its name. */
export type Options = (name: string) => Output;

/** The options that a program gave a component. */
export function optionsOf({ inputs, inputDependencies }: RemoteComponent): Options {
  return (name) => new Output(inputs[name], inputDependencies(name));
}

/** Options of an object, such as those inside an option. */
export function optionsIn(object: Input): Options {
  const output = flatten(object);
  return (name) => output.get(name);
}
