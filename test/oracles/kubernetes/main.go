// Reads Kubernetes objects, a JSON document a line, and answers each with a line of what the API server says when it is created:
// {"accepted":true}, {"refused":"…"}, or {"unserved":"…"} for a kind or version that it does not serve.
//
// The decoders, defaults and create strategies are those of kube-apiserver itself, so there is no judgment here. What needs a running
// cluster (admission plugins, quotas, conflicts with other objects) is not asked.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	_ "time/tzdata" // kube-apiserver embeds it for the time zones of CronJobs

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"

	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

var strategies = map[string]rest.RESTCreateStrategy{
	"ClusterRole":                    clusterrole.Strategy,
	"ClusterRoleBinding":             clusterrolebinding.Strategy,
	"ConfigMap":                      configmap.Strategy,
	"CronJob":                        cronjob.Strategy,
	"DaemonSet":                      daemonset.Strategy,
	"Deployment":                     deployment.Strategy,
	"HorizontalPodAutoscaler":        horizontalpodautoscaler.Strategy,
	"Job":                            job.Strategy,
	"MutatingWebhookConfiguration":   mutatingwebhookconfiguration.Strategy,
	"Namespace":                      namespace.Strategy,
	"NetworkPolicy":                  networkpolicy.Strategy,
	"Pod":                            pod.Strategy,
	"PodDisruptionBudget":            poddisruptionbudget.Strategy,
	"PriorityClass":                  priorityclass.Strategy,
	"ReplicaSet":                     replicaset.Strategy,
	"Role":                           role.Strategy,
	"RoleBinding":                    rolebinding.Strategy,
	"ServiceAccount":                 serviceaccount.Strategy,
	"StatefulSet":                    statefulset.Strategy,
	"StorageClass":                   storageclass.Strategy,
	"ValidatingWebhookConfiguration": validatingwebhookconfiguration.Strategy,
}

type answer struct {
	Accepted bool   `json:"accepted,omitempty"`
	Refused  string `json:"refused,omitempty"`
	Unserved string `json:"unserved,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		if err := out.Encode(create(bytes.Clone(in.Bytes()))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func create(document []byte) answer {
	var kind metav1.TypeMeta
	if err := json.Unmarshal(document, &kind); err != nil {
		return answer{Refused: err.Error()}
	}
	strategy, found := strategies[kind.Kind]
	version, err := schema.ParseGroupVersion(kind.APIVersion)
	if !found || err != nil || !legacyscheme.Scheme.IsVersionRegistered(version) {
		return answer{Unserved: kind.APIVersion + " " + kind.Kind}
	}
	object, _, err := legacyscheme.Codecs.UniversalDecoder().Decode(document, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return answer{Unserved: kind.APIVersion + " " + kind.Kind}
	}
	if err != nil {
		return answer{Refused: err.Error()}
	}
	if accessor, err := meta.Accessor(object); err == nil {
		rest.FillObjectMetaSystemFields(accessor)
	}
	if err := rest.BeforeCreate(strategy, contextOf(strategy, version, object), object); err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Accepted: true}
}

// What the handler of the request knows from its path; an object without a namespace goes to "default".
func contextOf(strategy rest.RESTCreateStrategy, version schema.GroupVersion, object runtime.Object) context.Context {
	ctx := genericapirequest.WithRequestInfo(context.Background(), &genericapirequest.RequestInfo{
		APIGroup: version.Group, APIVersion: version.Version,
	})
	if !strategy.NamespaceScoped() {
		return genericapirequest.WithNamespace(ctx, metav1.NamespaceNone)
	}
	namespace := metav1.NamespaceDefault
	if accessor, err := meta.Accessor(object); err == nil {
		if accessor.GetNamespace() == "" {
			accessor.SetNamespace(namespace)
		}
		namespace = accessor.GetNamespace()
	}
	return genericapirequest.WithNamespace(ctx, namespace)
}
