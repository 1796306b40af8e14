import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { parseDocument } from "yaml";

import { didYouMean } from "../../did-you-mean.ts";
import { UsageError } from "../../usage-error.ts";
import { readText } from "../read-text.ts";

/** A Pulumi project with a Node.js program. */
export interface Project {
  readonly directory: string;
  readonly name: string;
  /** The folder that the program runs in. */
  readonly programDirectory: string;
  /** The program's file in that folder, or `.` if its package.json determines the file. */
  readonly entryPoint: string;
  /** Node arguments, which precede the program. */
  readonly nodeArguments: readonly string[];
  /** True if Pulumi compiles the program with ts-node. */
  readonly typescript: boolean;
  /** The tsconfig.json that the project specifies. */
  readonly tsconfig?: string;
  /** The folder of the stack files. */
  readonly stackDirectory: string;
  /** The file extension of the stack files, which is that of the project file. */
  readonly stackExtension: string;
  /** The defaults of the project's configuration, by `namespace:key`. */
  readonly defaultConfig: Readonly<Record<string, string>>;
}

/** A stack's configuration. */
export interface Stack {
  readonly name: string;
  /** Values by `namespace:key`; structured values as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose values are encrypted; the program gets {@link ENCRYPTED} for them. */
  readonly encryptedKeys: readonly string[];
  /** True if Pulumi adds configuration from ESC environments, which isn't visible offline. */
  readonly hasEnvironments: boolean;
}

/** The placeholder for an encrypted value, which only the backend can decrypt. */
export const ENCRYPTED = "[secret]";

/**
 * Reads `Pulumi.yaml`.
 *
 * @throws UsageError if the folder contains no Pulumi project, or one whose runtime isn't Node.js.
 */
export function loadProject(directory: string): Project {
  const file = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"]
    .map((name) => path.join(directory, name))
    .find(existsSync);
  if (file === undefined) {
    throw new UsageError(
      `${directory} is not a Pulumi project: it has no Pulumi.yaml; specify the folder that contains it`,
    );
  }
  const settings = readYaml(file);
  const { name } = settings;
  if (typeof name !== "string" || name === "")
    throw new UsageError(`${file}: name is missing; expected the project's name`);
  const runtime =
    typeof settings["runtime"] === "object" ? record(settings["runtime"]) : { name: settings["runtime"] };
  if (runtime["name"] !== "nodejs") {
    throw new UsageError(
      `${file}: runtime is ${JSON.stringify(runtime["name"])}; the preview only runs programs with the runtime "nodejs"`,
    );
  }
  const options = record(runtime["options"]);
  const main = path.resolve(directory, stringOr(settings["main"], "."));
  if (!existsSync(main)) {
    throw new UsageError(`${file}: main is ${JSON.stringify(settings["main"])}; no such file or folder`);
  }
  const isDirectory = statSync(main).isDirectory();
  return {
    directory,
    name,
    programDirectory: isDirectory ? main : path.dirname(main),
    entryPoint: isDirectory ? "." : path.basename(main),
    nodeArguments: stringOr(options["nodeargs"], "").split(/\s+/).filter(Boolean),
    typescript: options["typescript"] !== false,
    ...(typeof options["tsconfig"] === "string"
      ? { tsconfig: path.resolve(directory, options["tsconfig"]) }
      : {}),
    stackDirectory: path.resolve(directory, stringOr(settings["stackConfigDir"], ".")),
    stackExtension: path.extname(file),
    defaultConfig: defaultConfig(name, keysAndValues(file, settings["config"])),
  };
}

/**
 * Reads a stack file: the project's only one if no name is given. A project without stack files only has the empty stack `dev`.
 *
 * @param name the name in Pulumi's format, which may be preceded by an organization and the project, separated by slashes.
 * @throws UsageError if the stack doesn't exist, or if no name is given and there are several.
 */
export function loadStack(project: Project, name: string | undefined): Stack {
  const stacks = stackNames(project);
  const chosen = name?.split("/").at(-1) ?? (stacks.length > 1 ? undefined : (stacks[0] ?? "dev"));
  if (chosen === undefined) {
    throw new UsageError(`${project.name} has several stacks; choose one with --stack: ${stacks.join(", ")}`);
  }
  if (stacks.length > 0 && !stacks.includes(chosen)) {
    throw new UsageError(
      `there is no stack "${chosen}"${didYouMean(chosen, stacks)}; ${project.stackDirectory} has: ${stacks.join(", ")}`,
    );
  }
  const config: Record<string, string> = { ...project.defaultConfig };
  const encryptedKeys: string[] = [];
  let hasEnvironments = false;
  if (stacks.length > 0) {
    const file = path.join(project.stackDirectory, `Pulumi.${chosen}${project.stackExtension}`);
    const { config: values, environment } = readYaml(file);
    hasEnvironments = environment !== undefined;
    for (const [key, value] of Object.entries(keysAndValues(file, values))) {
      const qualified = key.includes(":") ? key : `${project.name}:${key}`;
      const clear = withoutSecrets(value);
      if (clear !== value) encryptedKeys.push(qualified);
      config[qualified] = asText(clear);
    }
  }
  return { name: chosen, config, encryptedKeys, hasEnvironments };
}

function stackNames({ stackDirectory, stackExtension }: Project): readonly string[] {
  return existsSync(stackDirectory)
    ? readdirSync(stackDirectory)
        .filter((file) => /^Pulumi\..+\..+$/.test(file) && file.endsWith(stackExtension))
        .map((file) => file.slice("Pulumi.".length, -stackExtension.length))
        .sort()
    : [];
}

/** Returns the defaults and fixed values of configuration keys in `Pulumi.yaml`, in either of its two notations. */
function defaultConfig(project: string, config: Record<string, unknown>): Record<string, string> {
  const values = Object.entries(config).map(([key, declared]) => {
    const { value, default: fallback } = record(declared);
    const given = isRecord(declared) ? (value ?? fallback) : declared;
    return [key.includes(":") ? key : `${project}:${key}`, given] as const;
  });
  return Object.fromEntries(
    values.filter(([, value]) => value !== undefined).map(([key, value]) => [key, asText(value)] as const),
  );
}

/** Returns the value with {@link ENCRYPTED} in place of every `secure:`; the value itself if it has none. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) {
    const clear = value.map(withoutSecrets);
    return clear.some((element, index) => element !== value[index]) ? clear : value;
  }
  if (!isRecord(value)) return value;
  if (Object.keys(value).length === 1 && typeof value["secure"] === "string") return ENCRYPTED;
  const clear = Object.entries(value).map(([key, below]) => [key, withoutSecrets(below)] as const);
  return clear.some(([key, below]) => below !== value[key]) ? Object.fromEntries(clear) : value;
}

function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readText(file));
  const [problem] = document.errors;
  if (problem) throw new UsageError(`${file} is not valid YAML: ${problem.message}`);
  const value: unknown = document.toJS();
  if (value !== null && !isRecord(value)) throw new UsageError(`${file}: expected keys and values`);
  return record(value);
}

function keysAndValues(file: string, config: unknown): Record<string, unknown> {
  if (config === undefined || config === null || isRecord(config)) return record(config);
  throw new UsageError(`${file}: config: expected keys and values`);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function stringOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
