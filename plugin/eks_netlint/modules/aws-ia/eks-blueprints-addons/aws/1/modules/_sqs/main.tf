# Stands for terraform-aws-modules/sqs/aws: the queue by which AWS tells that an instance is about to go

variable "create" {
  type = bool
}

variable "name" {
  type = string
}

resource "aws_sqs_queue" "this" {
  count = var.create ? 1 : 0

  name = var.name
}

output "queue_name" {
  value = try(aws_sqs_queue.this[0].name, null)
}

output "queue_arn" {
  value = try(aws_sqs_queue.this[0].arn, null)
}

output "queue_url" {
  value = try(aws_sqs_queue.this[0].url, null)
}
