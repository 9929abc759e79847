# All that a runner needs to pull. A token is of a region, not of a repository: AWS knows
# GetAuthorizationToken for * only. It gives no access by itself.
data "aws_iam_policy_document" "pull" {
  statement {
    sid       = "Token"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "Pull"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = var.repository_arns
  }

  # For repositories that a pull-through cache rule makes at the first pull, also:
  #
  # statement {
  #   sid       = "PullThroughCache"
  #   actions   = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]
  #   resources = ["arn:aws:ecr:REGION:ACCOUNT:repository/PREFIX/*"]
  # }
  #
  # For images of public.ecr.aws that are not to be pulled anonymously, also:
  #
  # statement {
  #   sid       = "Public"
  #   actions   = ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]
  #   resources = ["*"]
  # }
}

resource "aws_iam_policy" "pull" {
  name        = "${var.name}-pull"
  description = "Pull images for GitHub Actions jobs"
  policy      = data.aws_iam_policy_document.pull.json
}
