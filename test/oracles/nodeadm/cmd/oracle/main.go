// Reads user data, a JSON string a line, and answers each with a line of the kubelet's configuration that nodeadm reads in it:
// {"kubelet":{…}}, or {"refused":"…"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/runtime"

	"github.com/awslabs/amazon-eks-ami/nodeadm/internal/configprovider"
)

type answer struct {
	Kubelet map[string]runtime.RawExtension `json:"kubelet,omitempty"`
	Flags   []string                        `json:"flags,omitempty"`
	Refused string                          `json:"refused,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var userData string
		err := json.Unmarshal(in.Bytes(), &userData)
		if err == nil {
			err = out.Encode(read(userData))
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

func read(userData string) answer {
	config, err := configprovider.Read([]byte(userData))
	if err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Kubelet: config.Spec.Kubelet.Config, Flags: config.Spec.Kubelet.Flags}
}
