/** The minor number of a Kubernetes version, 34 for `1.34`, `v1.34.2` or `1.34.2-eksbuild.1`; undefined for any other string. */
export function minorVersion(version: string): number | undefined {
  const [, minor] = /^v?1\.(\d{1,3})(?:[.-]|$)/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
