variable "name" {
  description = "Name of the role, the policy and the instance."
  type        = string
  default     = "ecr-runner"
}

variable "repository_arns" {
  description = "The ECR repositories that jobs may pull from: arn:aws:ecr:REGION:ACCOUNT:repository/NAME, the NAME with * where it stands for many."
  type        = list(string)

  validation {
    condition     = length(var.repository_arns) > 0 && !contains(var.repository_arns, "*")
    error_message = "Name the repositories; * alone would be all of them."
  }
}
