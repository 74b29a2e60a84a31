# What outputs lead to

resource "aws_iam_role" "default" {
  count = local.makes_role ? 1 : 0

  name               = module.label.id
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "amazon_eks_cluster_policy" {
  count = local.makes_role ? 1 : 0

  policy_arn = "arn:${one(data.aws_partition.current[*].partition)}:iam::aws:policy/AmazonEKSClusterPolicy"
  role       = one(aws_iam_role.default[*].name)
}

resource "aws_iam_openid_connect_provider" "default" {
  count = local.enabled && var.oidc_provider_enabled ? 1 : 0

  url             = one(aws_eks_cluster.default[*].identity[0].oidc[0].issuer)
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["0000000000000000000000000000000000000000"]
}

resource "aws_kms_key" "cluster" {
  count = local.makes_key ? 1 : 0
}

resource "aws_kms_alias" "cluster" {
  count = local.makes_key ? 1 : 0

  name          = "alias/${module.label.id}"
  target_key_id = one(aws_kms_key.cluster[*].key_id)
}
