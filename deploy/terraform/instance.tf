# A runner on EC2: an instance profile, and the machine of ../ec2/user-data.sh.

data "aws_iam_policy_document" "ec2_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "instance" {
  name               = "${var.name}-instance"
  assume_role_policy = data.aws_iam_policy_document.ec2_trust.json
}

resource "aws_iam_role_policy_attachment" "instance" {
  role       = aws_iam_role.instance.name
  policy_arn = aws_iam_policy.pull.arn
}

resource "aws_iam_instance_profile" "instance" {
  name = "${var.name}-instance"
  role = aws_iam_role.instance.name
}

variable "instance" {
  description = "The machine; null for the profile alone. `settings` are the variables of user-data.sh."
  type = object({
    ami       = string # Debian 12 or Ubuntu 24.04
    type      = string
    subnet_id = string
    settings  = map(string)
  })
  default   = null
  sensitive = true # the settings hold a registration token
}

resource "aws_instance" "runner" {
  count = nonsensitive(var.instance == null) ? 0 : 1

  ami                  = var.instance.ami
  instance_type        = var.instance.type
  subnet_id            = var.instance.subnet_id
  iam_instance_profile = aws_iam_instance_profile.instance.name

  # Settings first: the script has defaults for what is not set.
  user_data = join("\n", concat(
    ["#!/usr/bin/env bash"],
    [for name, value in var.instance.settings : "${name}='${replace(value, "'", "'\\''")}'"],
    [file("${path.module}/../ec2/user-data.sh")],
  ))

  # A machine runs it once, at its first start. Without this a change would only stop and start it.
  user_data_replace_on_change = true

  # Version 2 alone, and one hop: the answer reaches the runner, and no container on a docker network.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_size = 100
  }

  tags = {
    Name = var.name
  }
}
