// Reads what a node gets in its user data, a JSON document a line, and answers each with a line: {"configuration":"…"} with whether the
// kubelet starts with this KubeletConfiguration, {"userData":"…"} with the parts that Karpenter reads in it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/karpenter-provider-aws/pkg/providers/amifamily/bootstrap/mime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"
	"k8s.io/kubernetes/pkg/kubelet/apis/config/validation"
)

type request struct {
	Configuration *string `json:"configuration"`
	UserData      string  `json:"userData"`
}

type part struct {
	ContentType string `json:"contentType"`
	Content     string `json:"content"`
}

type answer struct {
	Accepted bool   `json:"accepted,omitempty"`
	Refused  string `json:"refused,omitempty"`
	Parts    []part `json:"parts,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var asked request
		err := json.Unmarshal(in.Bytes(), &asked)
		if err == nil {
			err = out.Encode(respond(asked))
		}
		if err != nil {
			fail(err)
		}
	}
	if err := in.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func respond(asked request) answer {
	if asked.Configuration != nil {
		if err := start([]byte(*asked.Configuration)); err != nil {
			return answer{Refused: err.Error()}
		}
		return answer{Accepted: true}
	}
	parts, err := partsOf(asked.UserData)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Parts: parts}
}

// Unknown fields are refused, which the kubelet itself only logs while there is v1beta1.
func start(configuration []byte) error {
	_, codecs, err := scheme.NewSchemeAndCodecs(serializer.EnableStrict)
	if err != nil {
		return err
	}
	object, _, err := codecs.UniversalDecoder().Decode(configuration, nil, nil)
	if err != nil {
		return err
	}
	return validation.ValidateKubeletConfiguration(object.(*kubeletconfig.KubeletConfiguration), utilfeature.DefaultFeatureGate)
}

// As parseUserData of pkg/providers/amifamily/bootstrap/nodeadm.go, which isn't exported: anything else is one part.
func partsOf(userData string) ([]part, error) {
	text := strings.TrimSpace(userData)
	if !strings.HasPrefix(text, "MIME-Version:") && !strings.HasPrefix(text, "Content-Type:") {
		return []part{{Content: userData}}, nil
	}
	archive, err := mime.NewArchive(userData)
	if err != nil {
		return nil, err
	}
	parts := []part{}
	for _, entry := range archive {
		parts = append(parts, part{string(entry.ContentType), entry.Content})
	}
	return parts, nil
}
