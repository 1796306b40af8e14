import Module from "node:module";

/** The file is null where the code that requires is none. */
type Load = (
  request: string,
  by: { readonly filename: string | null } | undefined,
  isMain: boolean,
) => object;

/**
 * Gives files of @pulumi/pulumi something else for what they require.
 *
 * @param by path of the files within the package, without extension.
 * @param request what they require.
 * @param replacement called each time, with what loads it.
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
