package configprovider

import (
	"github.com/awslabs/amazon-eks-ami/nodeadm/internal/api"
	"github.com/awslabs/amazon-eks-ami/nodeadm/internal/api/bridge"
)

// Read reads user data as Provide does, which gets it from the instance's metadata.
func Read(userData []byte) (*api.NodeConfig, error) {
	if reader, err := getMIMEMultipartReader(userData); err == nil {
		return parseMultipart(reader)
	}
	return bridge.DecodeNodeConfig(userData)
}
