// Reads expressions of PromQL, a JSON string a line, and answers each with a line of what Prometheus reads in it: {"selectors":[…]} in
// the order of the text, or {"refused":"…"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

type matcher struct {
	Label    string `json:"label"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

type selector struct {
	Metric   string    `json:"metric"`
	Matchers []matcher `json:"matchers"`
}

type answer struct {
	Selectors []selector `json:"selectors"`
	Refused   string     `json:"refused,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var expression string
		err := json.Unmarshal(in.Bytes(), &expression)
		if err == nil {
			err = out.Encode(read(expression))
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

func read(expression string) answer {
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(expression)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	selectors := []selector{}
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if vector, is := node.(*parser.VectorSelector); is {
			selectors = append(selectors, selectorOf(vector))
		}
		return nil
	})
	return answer{Selectors: selectors}
}

// The name of a metric is a matcher too, for which the reader of expressions has a property of its own.
func selectorOf(vector *parser.VectorSelector) selector {
	one := selector{Metric: vector.Name, Matchers: []matcher{}}
	for _, each := range vector.LabelMatchers {
		if each.Name == labels.MetricName && each.Type == labels.MatchEqual {
			one.Metric = each.Value
			continue
		}
		one.Matchers = append(one.Matchers, matcher{each.Name, each.Type.String(), each.Value})
	}
	return one
}
