import assert from "node:assert/strict";

import { credentials } from "@grpc/grpc-js";
import resourceService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import source from "@pulumi/pulumi/proto/source_pb.js";

import { Plan } from "../../../../policies/src/sources/plan.ts";
import { ConnectionQueue } from "../../../../policies/src/sources/program/engine/connection-queue.ts";
import { EngineServer } from "../../../../policies/src/sources/program/engine/engine-server.ts";
import { Registrar } from "../../../../policies/src/sources/program/engine/registrar.ts";
import { Renderer } from "../../../../policies/src/sources/program/kubernetes/rendering.ts";
import { Lookups } from "../../../../policies/src/sources/program/lookups/lookups.ts";

const identity = { project: "shop", stack: "dev" };

/** The resource that is planned when an SDK sends this request. */
async function planned(request: resource.RegisterResourceRequest) {
  const plan = new Plan();
  const registrar = new Registrar({
    identity,
    plan,
    models: [],
    renderer: new Renderer("."),
    config: {},
    namingOf: () => ({ mode: "default" }),
  });
  const server = new EngineServer({
    identity,
    plan,
    registrar,
    lookups: new Lookups([]),
    renderer: new Renderer("."),
    config: {},
    onResource: () => undefined,
  });
  const connections = await ConnectionQueue.open();
  connections.serve(server.accept);
  const client = new resourceService.ResourceMonitorClient(connections.address, credentials.createInsecure());
  try {
    const urn = await new Promise<string>((resolve, reject) => {
      client.registerResource(request, (error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response.getUrn());
      });
    });
    return plan.get(urn) ?? assert.fail(`${urn} is not planned`);
  } finally {
    client.close();
    server.close();
    connections.close();
  }
}

function subnet(uri?: string): resource.RegisterResourceRequest {
  const request = new resource.RegisterResourceRequest()
    .setType("aws:ec2/subnet:Subnet")
    .setName("a")
    .setCustom(true);
  return uri === undefined
    ? request
    : request.setSourceposition(new source.SourcePosition().setUri(uri).setLine(12).setColumn(3));
}

describe("EngineServer", () => {
  it("takes over where a resource is written, which an SDK may send", async () => {
    const { writtenAt } = await planned(subnet("file:///shop/the%20network/index.ts"));
    assert.deepEqual(writtenAt, { file: "/shop/the network/index.ts", line: 12, column: 3 });
  });

  it("makes up no position where there is none, or none of a file", async () => {
    assert.equal("writtenAt" in (await planned(subnet())), false);
    assert.equal("writtenAt" in (await planned(subnet("project:///index.ts"))), false);
  });
});
