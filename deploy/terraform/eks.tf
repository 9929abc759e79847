# A runner on EKS. Choose one of the two: IRSA needs the OIDC provider of the cluster, Pod Identity the
# add-on eks-pod-identity-agent.

variable "eks" {
  description = "The service account of the runners; null for none. With oidc_provider_arn: IRSA, else Pod Identity."
  type = object({
    cluster_name      = string
    namespace         = optional(string, "arc-runners")
    service_account   = optional(string, "ecr-runner")
    oidc_provider_arn = optional(string)
  })
  default = null
}

locals {
  irsa            = var.eks == null ? [] : var.eks.oidc_provider_arn == null ? [] : [var.eks]
  pod_identity    = var.eks == null ? [] : var.eks.oidc_provider_arn == null ? [var.eks] : []
  oidc_issuer     = [for eks in local.irsa : regex("oidc-provider/(.+)$", eks.oidc_provider_arn)[0]]
  service_account = [for eks in local.irsa : "system:serviceaccount:${eks.namespace}:${eks.service_account}"]
}

data "aws_iam_policy_document" "irsa_trust" {
  count = length(local.irsa)

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.irsa[0].oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer[0]}:sub"
      values   = local.service_account
    }

    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer[0]}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "pod_identity_trust" {
  count = length(local.pod_identity)

  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "pod" {
  count = var.eks == null ? 0 : 1

  name = "${var.name}-pod"
  assume_role_policy = one(concat(
    data.aws_iam_policy_document.irsa_trust[*].json,
    data.aws_iam_policy_document.pod_identity_trust[*].json,
  ))
}

resource "aws_iam_role_policy_attachment" "pod" {
  count = var.eks == null ? 0 : 1

  role       = aws_iam_role.pod[0].name
  policy_arn = aws_iam_policy.pull.arn
}

resource "aws_eks_pod_identity_association" "runner" {
  count = length(local.pod_identity)

  cluster_name    = local.pod_identity[0].cluster_name
  namespace       = local.pod_identity[0].namespace
  service_account = local.pod_identity[0].service_account
  role_arn        = aws_iam_role.pod[0].arn
}

output "pod_role_arn" {
  description = "For the annotation in ../arc/service-account.yaml (IRSA)."
  value       = one(aws_iam_role.pod[*].arn)
}
