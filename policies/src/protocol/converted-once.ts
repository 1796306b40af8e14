import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type struct from "google-protobuf/google/protobuf/struct_pb.js";

let isInstalled = false;

/**
 * Lets the properties in a request be converted to JavaScript only once. The policy SDK converts those of all resources again for
 * each policy (1.21.0, server.js), which takes ten times as long as judging them. It then copies the result, so that policies don't
 * share anything that they could change.
 */
export function convertOnce(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { AnalyzeRequest, AnalyzerProviderResource, AnalyzerResource } = analyzer;
  for (const { prototype } of [AnalyzeRequest, AnalyzerProviderResource, AnalyzerResource]) {
    const read: unknown = Reflect.get(prototype, "getProperties");
    prototype.getProperties = function () {
      const properties = (read as () => struct.Struct | undefined).call(this);
      if (!properties || Object.hasOwn(properties, "toJavaScript")) return properties;
      const convert = properties.toJavaScript.bind(properties);
      let converted: ReturnType<typeof convert> | undefined;
      properties.toJavaScript = () => (converted ??= convert());
      return properties;
    };
  }
}
