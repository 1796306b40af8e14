// Package published has files that the VPC CNI publishes beside its source.
package published

import _ "embed"

// IAMPolicy lists the permissions that the VPC CNI needs.
//
//go:embed docs/iam-policy.md
var IAMPolicy string

// ChartValues has the environment that the VPC CNI runs with where nobody changes it.
//
//go:embed charts/aws-vpc-cni/values.yaml
var ChartValues string
