// In place of aws-node, answers requests, a JSON document a line: {"environment":…} with whether aws-node starts with it,
// {"pool":…} with the addresses that it takes, {"file":…} with a file that is published beside its source.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	log "github.com/sirupsen/logrus"

	published "github.com/aws/amazon-vpc-cni-k8s"
	"github.com/aws/amazon-vpc-cni-k8s/pkg/ipamd"
)

type request struct {
	Environment map[string]string  `json:"environment"`
	Pool        *ipamd.PoolRequest `json:"pool"`
	File        string             `json:"file"`
}

type answer struct {
	Accepted bool             `json:"accepted,omitempty"`
	Refused  string           `json:"refused,omitempty"`
	Pool     []ipamd.PoolSize `json:"pool,omitempty"`
	File     string           `json:"file,omitempty"`
}

func init() {
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
	os.Exit(0)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func respond(asked request) answer {
	switch {
	case asked.File == "docs/iam-policy.md":
		return answer{File: published.IAMPolicy}
	case asked.File == "charts/aws-vpc-cni/values.yaml":
		return answer{File: published.ChartValues}
	case asked.Pool != nil:
		setEnvironment(asked.Environment)
		return answer{Pool: ipamd.SimulatePool(*asked.Pool)}
	default:
		setEnvironment(asked.Environment)
		return judge()
	}
}

func setEnvironment(environment map[string]string) {
	os.Clearenv()
	for name, value := range environment {
		os.Setenv(name, value)
	}
}

func judge() answer {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	if !validateEnvVars() {
		return answer{Refused: strings.TrimSpace(logged.String())}
	}
	if err := ipamd.ValidateEnvironment(); err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Accepted: true}
}
