import Module from "node:module";

/** The filename is null if the requiring code isn't a file. */
type Load = (
  request: string,
  by: { readonly filename: string | null } | undefined,
  isMain: boolean,
) => object;

/**
 * Replaces modules that files of @pulumi/pulumi require.
 *
 * @param by the path of the files within the package, without extension.
 * @param request the modules that they require.
 * @param replacement called each time with a function that loads the original module.
 */
export function replaceRequired(
  by: string,
  request: RegExp,
  replacement: (load: () => object) => object,
): void {
  const path = new RegExp(`@pulumi/pulumi/${by}\\.js$`);
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = (name, parent, isMain) => {
    const isReplaced = request.test(name) && path.test(parent?.filename?.replaceAll("\\", "/") ?? "");
    const original = (): object => load(name, parent, isMain);
    return isReplaced ? replacement(original) : original();
  };
}
