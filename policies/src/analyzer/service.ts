import { status, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

import { unary } from "../protocol/unary.ts";
import type { Resource } from "../rule/resource-view.ts";
import type { StackResource } from "../rule/stack-view.ts";
import { applyEdits, editableCopy } from "../run/edit.ts";
import { causeOf } from "../run/error-cause.ts";
import { PolicyConfigError } from "../run/policy-config.ts";
import type { Run } from "../run/run.ts";
import { readPolicyConfig } from "./policy-config.ts";
import { readAnalyzeRequest, readAnalyzeStackRequest } from "./request.ts";
import {
  analyzeResponse,
  cannotRemediate,
  notApplicablePolicies,
  remediation,
  type PackIdentity,
} from "./response.ts";
import { servedPolicies } from "./served-policy.ts";

const { AnalyzerService } = rpc;

/** Pulumi's analyzer service, except that resources arrive as rules read them and AnalyzerInfo is already serialized. */
export const analyzerService: ServiceDefinition = {
  ...AnalyzerService,
  getAnalyzerInfo: { ...AnalyzerService.getAnalyzerInfo, responseSerialize: (info: Buffer) => info },
  analyze: { ...AnalyzerService.analyze, requestDeserialize: readAnalyzeRequest },
  analyzeStack: { ...AnalyzerService.analyzeStack, requestDeserialize: readAnalyzeStackRequest },
  remediate: { ...AnalyzerService.remediate, requestDeserialize: readAnalyzeRequest },
};

/** Returns the handlers for every call that the engine makes in one run. */
export function answerFor(run: Run, pack: PackIdentity, info: Buffer): UntypedServiceImplementation {
  const policies = servedPolicies(run);
  return {
    handshake: answers(() => new analyzer.AnalyzerHandshakeResponse()),
    getAnalyzerInfo: answers(() => info),
    getPluginInfo: answers(() => new plugin.PluginInfo().setVersion(pack.version)),
    configureStack: answers(() => new analyzer.AnalyzerStackConfigureResponse()),
    configure: answers((request: analyzer.ConfigureAnalyzerRequest) => {
      run.configure(readPolicyConfig(request, policies));
      return new empty.Empty();
    }),
    remediate: answers((resource: Resource) => remediate(pack, run, resource)),
    analyze: answers((resource: Resource) => analyzeResponse(pack, run, run.judge(resource))),
    analyzeStack: answers((resources: readonly StackResource[]) => {
      const findings = run.judgeStack(resources);
      return analyzeResponse(pack, run, findings).setNotApplicableList(notApplicablePolicies(run, findings));
    }),
    // Notifies the pack that the run was canceled. There is nothing to abort, because calls are answered one after the other. The
    // engine still sends resources that are in progress, and then ends the process with a signal.
    cancel: answers(() => new empty.Empty()),
  };
}

/** Lets policies change a resource one after the other, each on top of the changes before it. */
function remediate(pack: PackIdentity, run: Run, resource: Resource): analyzer.RemediateResponse {
  const response = new analyzer.RemediateResponse();
  const rules = run.rules.filter((each) => run.settings(each).level === "remediate");
  if (rules.length === 0) return response;
  const props = editableCopy(resource.props);
  for (const rule of rules) {
    if (rule.remediates === undefined) {
      response.addNotApplicable(cannotRemediate(run, rule));
      continue;
    }
    const edits = run.remediate({ ...resource, props }, [rule]);
    if (edits.length === 0) continue;
    applyEdits(props, edits);
    response.addRemediations(remediation(pack, run, rule, props));
  }
  return response;
}

/** Creates a handler whose errors don't show what was read, which may be a secret. */
function answers<Request, Response>(handle: (request: Request) => Response) {
  return unary(handle, toError);
}

/** Returns the status that the engine shows for an error. */
function toError(error: unknown) {
  return error instanceof PolicyConfigError
    ? { code: status.INVALID_ARGUMENT, details: error.message }
    : {
        code: status.INTERNAL,
        details: `the policy pack itself failed (${causeOf(error)}); please report it`,
      };
}
