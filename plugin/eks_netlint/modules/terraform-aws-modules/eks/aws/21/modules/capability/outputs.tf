output "arn" {
  value = try("${aws_iam_role.this[0].id}/capability", null)
}

output "version" {
  value = try("${aws_iam_role.this[0].id}/version", null)
}

output "argocd_server_url" {
  value = try("${aws_iam_role.this[0].id}/url", null)
}

output "iam_role_name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "iam_role_arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "iam_role_unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}
