// Reads Corefiles, a JSON string a line, and answers each with a line of whether CoreDNS starts with it: {"accepted":true} or
// {"refused":"…"}.
//
// The parser, the plugins and the checks of zones and ports are those of CoreDNS itself; no port is opened.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/coredns/caddy"
	"github.com/coredns/coredns/core/dnsserver"
	clog "github.com/coredns/coredns/plugin/pkg/log"
	"k8s.io/client-go/rest"

	// All of core/plugin/zplugin.go but those for clouds, which take longest to build. A Corefile with one of them is not judged.
	_ "github.com/coredns/caddy/onevent"
	_ "github.com/coredns/coredns/plugin/acl"
	_ "github.com/coredns/coredns/plugin/any"
	_ "github.com/coredns/coredns/plugin/auto"
	_ "github.com/coredns/coredns/plugin/autopath"
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/bufsize"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/cancel"
	_ "github.com/coredns/coredns/plugin/chaos"
	_ "github.com/coredns/coredns/plugin/debug"
	_ "github.com/coredns/coredns/plugin/dns64"
	_ "github.com/coredns/coredns/plugin/dnssec"
	_ "github.com/coredns/coredns/plugin/erratic"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/file"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/grpc"
	_ "github.com/coredns/coredns/plugin/header"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/k8s_external"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/local"
	_ "github.com/coredns/coredns/plugin/log"
	_ "github.com/coredns/coredns/plugin/loop"
	_ "github.com/coredns/coredns/plugin/metadata"
	_ "github.com/coredns/coredns/plugin/metrics"
	_ "github.com/coredns/coredns/plugin/minimal"
	_ "github.com/coredns/coredns/plugin/multisocket"
	_ "github.com/coredns/coredns/plugin/nsid"
	_ "github.com/coredns/coredns/plugin/pprof"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/reload"
	_ "github.com/coredns/coredns/plugin/rewrite"
	_ "github.com/coredns/coredns/plugin/root"
	_ "github.com/coredns/coredns/plugin/secondary"
	_ "github.com/coredns/coredns/plugin/template"
	_ "github.com/coredns/coredns/plugin/timeouts"
	_ "github.com/coredns/coredns/plugin/tls"
	_ "github.com/coredns/coredns/plugin/transfer"
	_ "github.com/coredns/coredns/plugin/view"
	_ "github.com/coredns/coredns/plugin/whoami"
)

// Makes the servers of the Corefile that it is in, after all other plugins.
const makesServers = "makes-servers"

type answer struct {
	Accepted bool   `json:"accepted,omitempty"`
	Refused  string `json:"refused,omitempty"`
	Unserved string `json:"unserved,omitempty"`
}

func main() {
	clog.SetOutput(io.Discard)
	log.SetOutput(io.Discard)
	dnsserver.Directives = append(slices.Clone(dnsserver.Directives), makesServers)
	caddy.RegisterPlugin(makesServers, caddy.Plugin{ServerType: "dns", Action: func(c *caddy.Controller) error {
		_, err := c.Context().(caddy.Context).MakeServers()
		return err
	}})

	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var corefile string
		err := json.Unmarshal(in.Bytes(), &corefile)
		if err == nil {
			err = out.Encode(judge(corefile))
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

// The plugin kubernetes needs a pod's environment, so a Corefile that is right up to there is read again with another API server, and
// with a last block that makes the servers.
func judge(corefile string) answer {
	err := validate(corefile)
	if err == nil || strings.Contains(err.Error(), rest.ErrNotInCluster.Error()) {
		err = validate(inPlugin.ReplaceAllStringFunc(corefile, withEndpoint) + "\nlast.invalid:1053 {\n  " + makesServers + "\n}\n")
	}
	switch {
	case err == nil:
		return answer{Accepted: true}
	case strings.Contains(err.Error(), "missing a plugin?"):
		return answer{Unserved: err.Error()}
	default:
		return answer{Refused: err.Error()}
	}
}

var inPlugin = regexp.MustCompile(`(?m)^[ \t]*kubernetes\b.*$`)
var comment = regexp.MustCompile(`(^|\s)#.*$`)

func withEndpoint(line string) string {
	line = strings.TrimSpace(comment.ReplaceAllString(line, ""))
	endpoint := "\nendpoint http://127.0.0.1:1"
	if strings.HasSuffix(line, "{") {
		return line + endpoint
	}
	return line + " {" + endpoint + "\n}"
}

func validate(corefile string) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = errors.Join(err, fmt.Errorf("panic: %v", panicked))
		}
	}()
	input := caddy.CaddyfileInput{Filepath: "Corefile", Contents: []byte(corefile), ServerTypeName: "dns"}
	return caddy.ValidateAndExecuteDirectives(input, nil, true)
}
