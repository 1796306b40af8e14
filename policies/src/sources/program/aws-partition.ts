/** What `aws.getPartition` says of the partition of a region; of the commercial one where no region is known. */
export function awsPartition(region: string) {
  const [id, dnsSuffix, reverseDnsPrefix] = region.startsWith("cn-")
    ? ["aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"]
    : region.startsWith("us-gov-")
      ? ["aws-us-gov", "amazonaws.com", "com.amazonaws"]
      : ["aws", "amazonaws.com", "com.amazonaws"];
  return { id, partition: id, dnsSuffix, reverseDnsPrefix };
}
