# Stands for terraform-aws-modules/kms/aws, which the module calls for its outputs' sake only

variable "create" {
  type = bool
}

resource "aws_kms_key" "this" {
  count = var.create ? 1 : 0
}

output "key_arn" {
  value = try(aws_kms_key.this[0].arn, null)
}

output "key_id" {
  value = try(aws_kms_key.this[0].key_id, null)
}

output "key_policy" {
  value = try(aws_kms_key.this[0].policy, null)
}
