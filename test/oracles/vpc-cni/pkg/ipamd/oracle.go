package ipamd

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/aws/amazon-vpc-cni-k8s/pkg/awsutils"
	"github.com/aws/amazon-vpc-cni-k8s/pkg/ipamd/datastore"
	"github.com/aws/amazon-vpc-cni-k8s/pkg/networkutils"
	"github.com/aws/amazon-vpc-cni-k8s/pkg/vpc"
	limits "github.com/aws/amazon-vpc-resource-controller-k8s/pkg/aws/vpc"
)

// PoolRequest asks for the pool of a node while its number of pods changes.
type PoolRequest struct {
	InstanceType string `json:"instanceType"`
	MaxPods      int    `json:"maxPods"`
	// Pods are the numbers of pods with an address, in order; they only rise.
	Pods []int `json:"pods"`
}

// PoolSize is what a node has taken from its subnets for pods.
type PoolSize struct {
	Addresses  int `json:"addresses"`
	Interfaces int `json:"interfaces"`
	// Running are the pods that got an address.
	Running int `json:"running"`
}

// ValidateEnvironment makes the checks of New that come after those of aws-node, on an instance on Nitro.
func ValidateEnvironment() error {
	if _, err := getNetworkPolicyMode(); err != nil {
		return err
	}
	if !newContext(&subnet{instanceType: "m5.large"}).isConfigValid() {
		return errors.New("ipamd: failed to validate configuration")
	}
	return nil
}

// What New reads from the environment.
func newContext(cloud *subnet) *IPAMContext {
	return &IPAMContext{
		awsClient:                 cloud,
		networkClient:             host{},
		k8sClient:                 objects{},
		primaryIP:                 map[string]string{},
		reconcileCooldownCache:    ReconcileCooldownCache{cache: nil},
		unmanagedENI:              []int{0},
		numNetworkCards:           1,
		manageENIsNonScheduleable: true,
		useCustomNetworking:       UseCustomNetworkCfg(),
		enablePrefixDelegation:    usePrefixDelegation(),
		enableIPv4:                isIPv4Enabled(),
		enableIPv6:                isIPv6Enabled(),
		warmENITarget:             getWarmENITarget(),
		warmIPTarget:              getWarmIPTarget(),
		minimumIPTarget:           getMinimumIPTarget(),
		warmPrefixTarget:          getWarmPrefixTarget(),
		enablePodENI:              EnablePodENI(),
	}
}

// SimulatePool lets ipamd manage the pool of a node that has just started, in a subnet with enough addresses.
func SimulatePool(asked PoolRequest) []PoolSize {
	ctx := context.Background()
	cloud := &subnet{instanceType: asked.InstanceType}
	c := newContext(cloud)
	if !c.isConfigValid() {
		panic("a configuration that is not valid")
	}
	if err := c.initENIAndIPLimits(); err != nil {
		panic(err)
	}
	cloud.prefixes = c.enablePrefixDelegation
	c.maxPods = asked.MaxPods
	store := datastore.NewDataStore(log, &datastore.TestCheckpoint{}, c.enablePrefixDelegation, DefaultNetworkCardIndex)
	c.dataStoreAccess = &datastore.DataStoreAccess{DataStores: []*datastore.DataStore{store}}
	if err := c.setupENI(ctx, primaryENI, cloud.attach(0), false, false); err != nil {
		panic(err)
	}

	running := 0
	sizes := make([]PoolSize, 0, len(asked.Pods))
	for _, wanted := range asked.Pods {
		for before := -1; before != cloud.calls; {
			before = cloud.calls
			for running < wanted && start(store, running) {
				running++
			}
			c.updateIPPoolIfRequired(ctx)
		}
		stats := store.GetIPStats(ipV4AddrFamily)
		sizes = append(sizes, PoolSize{Addresses: stats.TotalIPs, Interfaces: store.GetENIs(), Running: running})
	}
	return sizes
}

func start(store *datastore.DataStore, pod int) bool {
	key := datastore.IPAMKey{NetworkName: "aws-cni", ContainerID: strconv.Itoa(pod), IfName: "eth0"}
	_, _, _, err := store.AssignPodIPv4Address(key, datastore.IPAMMetadata{})
	return err == nil
}

const primaryENI = "eni-0"

// A subnet in which nothing runs out, as EC2 and the instance's metadata show it.
type subnet struct {
	awsutils.APIs
	instanceType string
	prefixes     bool
	// The addresses and interfaces that have been given out.
	calls, addresses, interfaces int
}

func (s *subnet) GetPrimaryENI() string   { return primaryENI }
func (s *subnet) GetInstanceType() string { return s.instanceType }

func (s *subnet) GetENILimit() int {
	limit, err := vpc.GetENILimit(s.instanceType)
	if err != nil {
		panic(err)
	}
	return limit
}

func (s *subnet) GetENIIPv4Limit() int {
	limit, err := vpc.GetIPv4Limit(s.instanceType)
	if err != nil {
		panic(err)
	}
	return limit - 1
}

func (s *subnet) IsPrefixDelegationSupported() bool {
	hypervisor, _ := vpc.GetHypervisorType(s.instanceType)
	isBareMetal, _ := vpc.GetIsBareMetal(s.instanceType)
	return hypervisor == "nitro" || isBareMetal
}

func (s *subnet) IsTrunkingCompatible() bool {
	limit, found := limits.Limits[s.instanceType]
	return !found || limit.IsTrunkingCompatible
}

func (s *subnet) AllocENI(_ context.Context, _ []*string, _ string, _ int, _ int) (string, error) {
	s.calls++
	s.interfaces++
	return fmt.Sprintf("eni-%d", s.interfaces), nil
}

func (s *subnet) WaitForENIAndIPsAttached(_ string, wanted int) (awsutils.ENIMetadata, error) {
	return s.attach(wanted), nil
}

func (s *subnet) AllocIPAddresses(_ context.Context, _ string, wanted int) (*ec2.AssignPrivateIpAddressesOutput, error) {
	s.calls++
	output := &ec2.AssignPrivateIpAddressesOutput{}
	for range min(wanted, s.GetENIIPv4Limit()) {
		if s.prefixes {
			output.AssignedIpv4Prefixes = append(output.AssignedIpv4Prefixes, ec2types.Ipv4PrefixSpecification{Ipv4Prefix: s.prefix()})
		} else {
			output.AssignedPrivateIpAddresses = append(output.AssignedPrivateIpAddresses, ec2types.AssignedPrivateIpAddress{PrivateIpAddress: s.address()})
		}
	}
	return output, nil
}

func (s *subnet) DeallocPrefixAddresses(_ context.Context, _ string, addresses []string) error {
	return s.DeallocIPAddresses(nil, "", addresses)
}

func (s *subnet) DeallocIPAddresses(_ context.Context, _ string, addresses []string) error {
	if len(addresses) > 0 {
		panic("a pool that grows gives nothing back")
	}
	return nil
}

// An interface with its primary address and this many addresses or prefixes for pods.
func (s *subnet) attach(wanted int) awsutils.ENIMetadata {
	metadata := awsutils.ENIMetadata{
		ENIID:         fmt.Sprintf("eni-%d", s.interfaces),
		DeviceNumber:  s.interfaces,
		IPv4Addresses: []ec2types.NetworkInterfacePrivateIpAddress{{Primary: aws.Bool(true), PrivateIpAddress: s.address()}},
	}
	for range wanted {
		if s.prefixes {
			metadata.IPv4Prefixes = append(metadata.IPv4Prefixes, ec2types.Ipv4PrefixSpecification{Ipv4Prefix: s.prefix()})
		} else {
			metadata.IPv4Addresses = append(metadata.IPv4Addresses, ec2types.NetworkInterfacePrivateIpAddress{PrivateIpAddress: s.address()})
		}
	}
	return metadata
}

func (s *subnet) address() *string {
	s.addresses++
	return aws.String(fmt.Sprintf("10.0.%d.%d", s.addresses/256, s.addresses%256))
}

func (s *subnet) prefix() *string {
	s.addresses++
	return aws.String(fmt.Sprintf("10.%d.%d.%d/28", 1+s.addresses/4096, s.addresses/16%256, s.addresses%16*16))
}

// The node's own network, which the pool does not depend on.
type host struct{ networkutils.NetworkAPIs }

func (host) GetRouteTableNumberForENI(_ int, _ string, device int, _ int, _ bool) (int, bool, error) {
	return device + 1, false, nil
}

func (host) SetupENINetwork(_ string, _ string, _ int, _ string, _ int, _ bool, _ int, _ bool) error {
	return nil
}

func (host) DeleteRulesBySrc(_ string, _ bool) error { return nil }

// A Kubernetes API whose objects are all there and empty.
type objects struct{ client.Client }

func (objects) Get(context.Context, client.ObjectKey, client.Object, ...client.GetOption) error {
	return nil
}

func (objects) Patch(context.Context, client.Object, client.Patch, ...client.PatchOption) error {
	return nil
}
