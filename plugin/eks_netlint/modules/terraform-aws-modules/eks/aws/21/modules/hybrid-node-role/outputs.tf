output "name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}

output "intermediate_role_name" {
  value = try(aws_iam_role.intermediate[0].name, null)
}

output "intermediate_role_arn" {
  value = try(aws_iam_role.intermediate[0].arn, null)
}

output "intermediate_role_unique_id" {
  value = try(aws_iam_role.intermediate[0].unique_id, null)
}
