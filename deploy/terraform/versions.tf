# Roles and policies for runners that pull from Amazon ECR, and nothing else. Copy what you need.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.29" # has aws_eks_pod_identity_association
    }
  }
}
