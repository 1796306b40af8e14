/** Returns the result of `aws.getPartition` for a region; for the commercial partition if no region is known. */
export function awsPartition(region: string) {
  const [id, dnsSuffix, reverseDnsPrefix] = region.startsWith("cn-")
    ? ["aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"]
    : region.startsWith("us-gov-")
      ? ["aws-us-gov", "amazonaws.com", "com.amazonaws"]
      : ["aws", "amazonaws.com", "com.amazonaws"];
  return { id, partition: id, dnsSuffix, reverseDnsPrefix };
}
